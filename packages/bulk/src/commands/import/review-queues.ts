import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('reviewQueue', { one: false })

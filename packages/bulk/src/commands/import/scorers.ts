import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('scorer', { one: false })

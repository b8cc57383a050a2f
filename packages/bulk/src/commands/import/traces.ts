import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('trace', { one: false })

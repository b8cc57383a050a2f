import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('workspace', { one: false })

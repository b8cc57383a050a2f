import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('issue', { one: true })

import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('webhook', { one: true })

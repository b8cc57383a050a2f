import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('webhook', { one: false })

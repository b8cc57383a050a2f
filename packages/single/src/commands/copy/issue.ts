import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('issue', { one: true })

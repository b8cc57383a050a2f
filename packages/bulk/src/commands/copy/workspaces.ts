import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('workspace', { one: false })

import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('trace', { one: true })

import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('scorer', { one: false })

import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('labelSchema', { one: false })

import { importKindCommand } from '@mlferry/cli-kit'

export default importKindCommand('labelSchema', { one: true })

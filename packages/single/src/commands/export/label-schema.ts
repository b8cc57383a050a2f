import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('labelSchema', { one: true })

import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('trace', { one: false })

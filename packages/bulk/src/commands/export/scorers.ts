import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('scorer', { one: false })

import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('webhook', { one: false })

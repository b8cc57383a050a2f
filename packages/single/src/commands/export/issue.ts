import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('issue', { one: true })

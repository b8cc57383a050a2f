import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('workspace', { one: true })

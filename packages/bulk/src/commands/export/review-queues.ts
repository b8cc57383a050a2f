import { exportKindCommand } from '@mlferry/cli-kit'

export default exportKindCommand('reviewQueue', { one: false })

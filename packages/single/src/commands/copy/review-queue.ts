import { copyKindCommand } from '@mlferry/cli-kit'

export default copyKindCommand('reviewQueue', { one: true })

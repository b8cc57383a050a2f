import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replacePromptFlags,
} from '@mlferry/cli-kit'
import { copyPrompt } from '../../copy-prompt.ts'
import { promptFlags, promptOf } from '../../prompt-flags.ts'

export default class CopyPrompt extends MlferryCommand {
  static override summary = 'Copy one prompt with its versions to another server.'
  static override description = importHelp
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --prompt-name greeting',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...promptFlags,
    ...replacePromptFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyPrompt)
    const { source, target } = await this.openServers(flags)
    const options = { ...promptOf(flags), ...replacedKinds(flags) }
    return this.copy({ flags, source, target }, (job) => copyPrompt({ ...job, ...options }))
  }
}

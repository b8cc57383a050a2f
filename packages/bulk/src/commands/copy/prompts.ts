import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  readNameList,
  replacedKinds,
  replacePromptFlags,
} from '@mlferry/cli-kit'
import { copyPrompts } from '../../copy-prompts.ts'
import { promptsFlags } from '../../flags.ts'

export default class CopyPrompts extends MlferryCommand {
  static override summary = 'Copy prompts with all their versions to another server.'
  static override description = importHelp
  static override examples = [
    "<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --prompts 'greeting,qa-*'",
  ]
  static override flags = {
    ...bothEndsFlags,
    ...promptsFlags,
    ...replacePromptFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyPrompts)
    const selection = { prompts: await readNameList(flags.prompts, '--prompts') }
    const { source, target } = await this.openServers(flags)
    const options = { ...selection, ...replacedKinds(flags) }
    return this.copy({ flags, source, target }, (job) => copyPrompts({ ...job, ...options }))
  }
}

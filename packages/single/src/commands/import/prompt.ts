import {
  type CopyResult,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replacePromptFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { copyPrompt } from '../../copy-prompt.ts'

export default class ImportPrompt extends MlferryCommand {
  static override summary = 'Import one prompt with its versions.'
  static override description = importHelp
  static override aliases = ['import-prompt']
  static override examples = ['<%= config.bin %> <%= command.id %> --input-dir ./greeting --prompt-name greeting-2']
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    'prompt-name': Flags.string({
      helpGroup: 'CHANGES ON THE WAY',
      helpValue: '<name>',
      summary: 'Name at the target. Default: the same.',
    }),
    ...replacePromptFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportPrompt)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = { ...replacedKinds(flags), promptName: flags['prompt-name'] }
    return this.copy({ flags, source, target }, (job) => copyPrompt({ ...job, ...options }))
  }
}

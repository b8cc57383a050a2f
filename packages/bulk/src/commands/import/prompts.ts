import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replacePromptFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyPrompts } from '../../copy-prompts.ts'

export default class ImportPrompts extends MlferryCommand {
  static override summary = 'Import the prompts of an export directory with all their versions.'
  static override description = importHelp
  static override aliases = ['import-prompts']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir exported',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...replacePromptFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('use-threads'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportPrompts)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = { ...replacedKinds(flags), prompts: undefined }
    return this.copy({ flags, source, target }, (job) => copyPrompts({ ...job, ...options }))
  }
}

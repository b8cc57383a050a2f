import {
  type CopyResult,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyLoggedModels } from '../../copy-logged-models.ts'

export default class ImportLoggedModels extends MlferryCommand {
  static override summary = 'Import the logged models of an export directory with the runs that it holds of them.'
  static override description = importHelp
  static override aliases = ['import-logged-models']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir logged-models',
  ]
  static override flags = { ...inputDirFlags, ...toFlags, ...onlyFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportLoggedModels)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    return this.copy({ flags, source, target }, (job) => copyLoggedModels({ ...job, experiments: undefined }))
  }
}

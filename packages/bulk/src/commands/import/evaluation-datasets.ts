import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyEvaluationDatasets } from '../../copy-evaluation-datasets.ts'

export default class ImportEvaluationDatasets extends MlferryCommand {
  static override summary = 'Import the evaluation datasets of an export directory with every record.'
  static override description = importHelp
  static override aliases = ['import-evaluation-datasets']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir exported',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...replaceEvaluationDatasetFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('use-threads'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportEvaluationDatasets)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = { ...replacedKinds(flags), evaluationDatasets: undefined }
    return this.copy({ flags, source, target }, (job) => copyEvaluationDatasets({ ...job, ...options }))
  }
}

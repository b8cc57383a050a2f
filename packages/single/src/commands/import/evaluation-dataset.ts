import {
  type CopyResult,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyEvaluationDataset } from '../../copy-evaluation-dataset.ts'
import { evaluationDatasetNameFlags } from '../../evaluation-dataset-flags.ts'

export default class ImportEvaluationDataset extends MlferryCommand {
  static override summary = 'Import one evaluation dataset with every record.'
  static override description = importHelp
  static override aliases = ['import-evaluation-dataset']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --input-dir ./questions --evaluation-dataset-name questions-2',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...evaluationDatasetNameFlags,
    ...replaceEvaluationDatasetFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportEvaluationDataset)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = { ...replacedKinds(flags), evaluationDatasetName: flags['evaluation-dataset-name'] }
    return this.copy({ flags, source, target }, (job) => copyEvaluationDataset({ ...job, ...options }))
  }
}

import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
} from '@mlferry/cli-kit'
import { copyEvaluationDataset } from '../../copy-evaluation-dataset.ts'
import {
  evaluationDatasetFlags,
  evaluationDatasetNameFlags,
  evaluationDatasetOf,
} from '../../evaluation-dataset-flags.ts'

export default class CopyEvaluationDataset extends MlferryCommand {
  static override summary = 'Copy one evaluation dataset with every record to another server.'
  static override description = importHelp
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --dataset-name questions',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...evaluationDatasetFlags,
    ...evaluationDatasetNameFlags,
    ...replaceEvaluationDatasetFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyEvaluationDataset)
    const selection = evaluationDatasetOf(flags)
    const { source, target } = await this.openServers(flags)
    const options = { ...selection, ...replacedKinds(flags), evaluationDatasetName: flags['evaluation-dataset-name'] }
    return this.copy({ flags, source, target }, (job) => copyEvaluationDataset({ ...job, ...options }))
  }
}

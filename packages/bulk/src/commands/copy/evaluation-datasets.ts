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
import { copyEvaluationDatasets } from '../../copy-evaluation-datasets.ts'
import { evaluationDatasetsFlags, evaluationDatasetsOf } from '../../flags.ts'

export default class CopyEvaluationDatasets extends MlferryCommand {
  static override summary = 'Copy evaluation datasets with every record to another server.'
  static override description = importHelp
  static override examples = [
    "<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --evaluation-datasets 'questions-*'",
  ]
  static override flags = {
    ...bothEndsFlags,
    ...evaluationDatasetsFlags,
    ...replaceEvaluationDatasetFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyEvaluationDatasets)
    const selection = await evaluationDatasetsOf(flags)
    const { source, target } = await this.openServers(flags)
    const options = { ...selection, ...replacedKinds(flags) }
    return this.copy({ flags, source, target }, (job) => copyEvaluationDatasets({ ...job, ...options }))
  }
}

import {
  type CopyResult,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
} from '@mlferry/cli-kit'
import { copyEvaluationDataset } from '../../copy-evaluation-dataset.ts'
import { evaluationDatasetFlags, evaluationDatasetOf } from '../../evaluation-dataset-flags.ts'

export default class ExportEvaluationDataset extends MlferryCommand {
  static override summary = 'Export one evaluation dataset with every record.'
  static override description = exportHelp
  static override aliases = ['export-evaluation-dataset']
  static override examples = ['<%= config.bin %> <%= command.id %> --dataset-name questions --output-dir ./questions']
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...evaluationDatasetFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportEvaluationDataset)
    const selection = evaluationDatasetOf(flags)
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'evaluation-dataset', source, selection })
    return this.copy({ flags, source, target }, (job) => copyEvaluationDataset({ ...job, ...selection }))
  }
}

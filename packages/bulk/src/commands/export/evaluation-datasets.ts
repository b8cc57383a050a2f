import {
  type CopyResult,
  compatibilityFlags,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
} from '@mlferry/cli-kit'
import { copyEvaluationDatasets } from '../../copy-evaluation-datasets.ts'
import { evaluationDatasetsFlags, evaluationDatasetsOf } from '../../flags.ts'

export default class ExportEvaluationDatasets extends MlferryCommand {
  static override summary = 'Export evaluation datasets with every record.'
  static override description = exportHelp
  static override aliases = ['export-evaluation-datasets']
  static override examples = [
    "<%= config.bin %> <%= command.id %> --evaluation-datasets 'questions-*' --output-dir exported",
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...evaluationDatasetsFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('use-threads'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportEvaluationDatasets)
    const selection = await evaluationDatasetsOf(flags)
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'evaluation-datasets', source, selection })
    return this.copy({ flags, source, target }, (job) => copyEvaluationDatasets({ ...job, ...selection }))
  }
}

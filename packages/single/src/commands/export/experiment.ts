import {
  type CopyResult,
  compatibilityFlags,
  deletedFlags,
  exportHelp,
  filterFlags,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
  selectionOf,
  timeFlags,
} from '@mlferry/cli-kit'
import { copyExperiment } from '../../copy-experiment.ts'
import { experimentFlags, runIdsFlags, splitList } from '../../flags.ts'

export default class ExportExperiment extends MlferryCommand {
  static override summary = 'Export one experiment with its runs.'
  static override description = exportHelp
  static override aliases = ['export-experiment']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --experiment churn --output-dir ./churn',
    '<%= config.bin %> <%= command.id %> --experiment 7 --run-start-time 2025-01-01 --output-dir ./churn-2025',
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...experimentFlags,
    ...runIdsFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('export-permissions', 'notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportExperiment)
    const selection = {
      ...selectionOf(flags),
      experiment: flags.experiment,
      runIds: splitList(flags['run-ids']),
      descendants: flags['check-nested-runs'],
    }
    const source = await this.openServer('FROM', flags.from, flags)
    const view = { of: 'experiment', id: flags.experiment } as const
    const target = await this.createExport(flags['output-dir'], { layout: 'all', view, source, selection })
    return this.copy({ flags, source, target }, (job) => copyExperiment({ ...job, ...selection }))
  }
}

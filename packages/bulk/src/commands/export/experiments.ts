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
  readNameList,
  selectionOf,
  timeFlags,
} from '@mlferry/cli-kit'
import { copyExperiments } from '../../copy-experiments.ts'
import { experimentsFlags } from '../../flags.ts'

export default class ExportExperiments extends MlferryCommand {
  static override summary = 'Export several experiments with their runs.'
  static override description = exportHelp
  static override aliases = ['export-experiments']
  static override examples = [
    "<%= config.bin %> <%= command.id %> --experiments 'churn,fraud-*' --output-dir mlflow-export",
    '<%= config.bin %> <%= command.id %> --experiments names.txt --runs-until 2025-01-01 --output-dir mlflow-export',
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...experimentsFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('export-permissions', 'use-threads', 'notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportExperiments)
    const selection = { ...selectionOf(flags), experiments: await readNameList(flags.experiments) }
    const source = await this.openServer('FROM', flags.from, flags)
    const view = { of: 'experiments' } as const
    const target = await this.createExport(flags['output-dir'], { layout: 'all', view, source, selection })
    return this.copy({ flags, source, target }, (job) => copyExperiments({ ...job, ...selection }))
  }
}

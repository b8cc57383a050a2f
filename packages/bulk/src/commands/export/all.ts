import {
  type CopyResult,
  chooseWorkspacesFlag,
  compatibilityFlags,
  deletedFlags,
  exportHelp,
  filterFlags,
  fromFlags,
  jobFlags,
  MlferryCommand,
  outputDirFlags,
  selectionOf,
  timeFlags,
  versionFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copyAll } from '../../copy-all.ts'

export default class ExportAll extends MlferryCommand {
  static override summary = 'Export everything that a tracking server holds: experiments, runs, models.'
  static override description = exportHelp
  static override aliases = ['export-all']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --output-dir mlflow-export',
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --output-dir mlflow-export --include-deleted',
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...chooseWorkspacesFlag,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...versionFlags,
    ...jobFlags,
    ...compatibilityFlags('export-version-model', 'export-permissions', 'use-threads', 'notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportAll)
    const selection = { ...selectionOf(flags), ...versionsOf(flags) }
    const source = await this.openServer('FROM', flags.from, flags)
    const { workspaces } = flags
    const asked = { ...selection, ...(workspaces === undefined ? {} : { workspaces }) }
    const target = await this.createExport(flags['output-dir'], { layout: 'all', source, selection: asked })
    return this.copy({ flags, source, target, everyWorkspace: true }, (job) => copyAll({ ...job, ...selection }))
  }
}

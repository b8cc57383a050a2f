import {
  type CopyResult,
  compatibilityFlags,
  deletedFlags,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
  readNameList,
  selectionOf,
  timeFlags,
  versionFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copyModels } from '../../copy-models.ts'
import { allRunsFlags, modelsFlags } from '../../flags.ts'

export default class ExportModels extends MlferryCommand {
  static override summary = 'Export registered models with the runs and logged models that they come from.'
  static override description = exportHelp
  static override aliases = ['export-models']
  static override examples = ["<%= config.bin %> <%= command.id %> --models 'churn,fraud-*' --output-dir mlflow-export"]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...modelsFlags,
    ...versionFlags,
    ...allRunsFlags,
    ...timeFlags,
    ...deletedFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('export-version-model', 'export-permissions', 'use-threads', 'notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportModels)
    const selection = {
      ...versionsOf(flags),
      ...selectionOf(flags),
      allRuns: flags['export-all-runs'],
      models: await readNameList(flags.models, '--models'),
    }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'all', source, selection })
    return this.copy({ flags, source, target }, (job) => copyModels({ ...job, ...selection }))
  }
}

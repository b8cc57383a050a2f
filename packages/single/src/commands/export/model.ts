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
  versionFlags,
  versionNumberFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copyModel } from '../../copy-model.ts'
import { modelFlags } from '../../flags.ts'

export default class ExportModel extends MlferryCommand {
  static override summary = 'Export one registered model with the runs and logged models that it comes from.'
  static override description = exportHelp
  static override aliases = ['export-model']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --model churn --output-dir ./churn',
    '<%= config.bin %> <%= command.id %> --model churn --versions 3,4 --output-dir ./churn',
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...modelFlags,
    ...versionNumberFlags,
    ...versionFlags,
    ...deletedFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('export-version-model', 'export-permissions', 'notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportModel)
    const selection = { ...versionsOf(flags), model: flags.model }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'model', source, selection })
    return this.copy({ flags, source, target }, (job) => copyModel({ ...job, ...selection }))
  }
}

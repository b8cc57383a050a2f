import {
  type CopyResult,
  compatibilityFlags,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
  versionNumber,
} from '@mlferry/cli-kit'
import { copyModelVersion } from '../../copy-model-version.ts'
import { modelFlags, versionFlag } from '../../flags.ts'

export default class ExportModelVersion extends MlferryCommand {
  static override summary = 'Export one version of a registered model with the run and logged model that it comes from.'
  static override description = exportHelp
  static override aliases = ['export-model-version']
  static override examples = ['<%= config.bin %> <%= command.id %> --model churn --version 3 --output-dir ./churn-3']
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...modelFlags,
    ...versionFlag,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags(
      'vrm-export-version-model',
      'vrm-model-artifact-path',
      'skip-download-run-artifacts',
      'export-permissions',
      'notebook-formats',
    ),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportModelVersion)
    const selection = { model: flags.model, version: versionNumber(flags.version) }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'model', source, selection })
    const options = { ...selection, stagesAndAliases: true }
    return this.copy({ flags, source, target }, (job) => copyModelVersion({ ...job, ...options }))
  }
}

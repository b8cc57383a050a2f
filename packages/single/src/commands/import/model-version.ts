import {
  addSourceTags,
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  sourceTagsFlags,
  toFlags,
  versionNumber,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { askedOf } from '../../asked-of.ts'
import { copyModelVersion } from '../../copy-model-version.ts'
import { modelTargetFlags, oneExperimentFlags, stagesAndAliases } from '../../flags.ts'

export default class ImportModelVersion extends MlferryCommand {
  static override summary = 'Import one version of a registered model, under its number.'
  static override description = importHelp
  static override aliases = ['import-model-version']
  static override examples = ['<%= config.bin %> <%= command.id %> --input-dir ./churn-3 --import-stages-and-aliases']
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    version: Flags.string({
      helpGroup: 'SELECTION',
      helpValue: '<n>',
      summary: 'The number of the version. Default: the only one in the directory.',
    }),
    ...modelTargetFlags,
    ...oneExperimentFlags,
    ...sourceTagsFlags,
    'import-stages-and-aliases': stagesAndAliases(),
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('create-model', 'import-permissions', 'import-metadata'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportModelVersion)
    const version = flags.version === undefined ? undefined : versionNumber(flags.version)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = {
      ...askedOf(source, { model: undefined, version }),
      newName: flags.model,
      experimentName: flags['experiment-name'],
      stagesAndAliases: flags['import-stages-and-aliases'],
      amend: flags['import-source-tags'] ? addSourceTags() : undefined,
    }
    return this.copy({ flags, source, target }, (job) => copyModelVersion({ ...job, ...options }))
  }
}

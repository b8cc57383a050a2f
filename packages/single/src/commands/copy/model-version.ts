import {
  addLineageTags,
  bothEndsFlags,
  type CopyResult,
  compatibilityFlags,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  versionNumber,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { copyModelVersion } from '../../copy-model-version.ts'
import { modelFlags, newNameFlags, oneExperimentFlags, stagesAndAliases, versionFlag } from '../../flags.ts'

export default class CopyModelVersion extends MlferryCommand {
  static override summary = 'Copy one version of a registered model to another server, under its number.'
  static override description = importHelp
  static override aliases = ['copy-model-version']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --model churn --version 3',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...modelFlags,
    ...versionFlag,
    ...newNameFlags,
    ...oneExperimentFlags,
    'copy-stages-and-aliases': stagesAndAliases(),
    'copy-lineage-tags': Flags.boolean({
      helpGroup: 'CHANGES ON THE WAY',
      allowNo: true,
      summary: 'Add tags that tell where the version comes from: mlflow_exim.src_version.*, mlflow_exim.src_client.*.',
    }),
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('copy-permissions'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyModelVersion)
    const version = versionNumber(flags.version)
    const { source, target } = await this.openServers(flags)
    const options = {
      model: flags.model,
      version,
      newName: flags['dst-model'],
      experimentName: flags['experiment-name'],
      stagesAndAliases: flags['copy-stages-and-aliases'],
      amend: flags['copy-lineage-tags'] ? addLineageTags({ source: source.label, target: target.label }) : undefined,
    }
    return this.copy({ flags, source, target }, (job) => copyModelVersion({ ...job, ...options }))
  }
}

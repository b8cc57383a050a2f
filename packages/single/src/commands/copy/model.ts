import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  versionFlags,
  versionNumberFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copyModel } from '../../copy-model.ts'
import { modelFlags, newNameFlags, oneExperimentFlags } from '../../flags.ts'

export default class CopyModel extends MlferryCommand {
  static override summary =
    'Copy one registered model, with the runs and logged models that it comes from, to another server.'
  static override description = importHelp
  static override aliases = ['copy-model']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --model churn',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...modelFlags,
    ...versionNumberFlags,
    ...versionFlags,
    ...newNameFlags,
    ...oneExperimentFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyModel)
    const { source, target } = await this.openServers(flags)
    const { model, 'dst-model': newName, 'experiment-name': experimentName } = flags
    const options = { ...versionsOf(flags), model, newName, experimentName }
    return this.copy({ flags, source, target }, (job) => copyModel({ ...job, ...options }))
  }
}

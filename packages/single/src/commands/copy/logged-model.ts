import { bothEndsFlags, type CopyResult, importHelp, jobFlags, MlferryCommand, onlyFlags } from '@mlferry/cli-kit'
import { copyLoggedModel } from '../../copy-logged-model.ts'
import { modelIdFlags, oneExperimentFlags } from '../../flags.ts'

export default class CopyLoggedModel extends MlferryCommand {
  static override summary = 'Copy one logged model, with the runs that made it or logged its points, to another server.'
  static override description = importHelp
  static override aliases = ['copy-logged-model']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --model-id m-13c0003dbd1e4c9985fcc25cca96735f',
  ]
  static override flags = { ...bothEndsFlags, ...modelIdFlags, ...oneExperimentFlags, ...onlyFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyLoggedModel)
    const { source, target } = await this.openServers(flags)
    const options = { modelId: flags['model-id'], experimentName: flags['experiment-name'] }
    return this.copy({ flags, source, target }, (job) => copyLoggedModel({ ...job, ...options }))
  }
}

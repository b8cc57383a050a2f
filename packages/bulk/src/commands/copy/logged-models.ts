import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  readNameList,
} from '@mlferry/cli-kit'
import { copyLoggedModels } from '../../copy-logged-models.ts'
import { experimentIdsFlags } from '../../flags.ts'

export default class CopyLoggedModels extends MlferryCommand {
  static override summary = 'Copy the logged models of experiments, with the runs that made them, to another server.'
  static override description = importHelp
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --experiment-ids all',
  ]
  static override flags = { ...bothEndsFlags, ...experimentIdsFlags, ...onlyFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyLoggedModels)
    const experiments = await readNameList(flags['experiment-ids'], '--experiment-ids')
    const { source, target } = await this.openServers(flags)
    return this.copy({ flags, source, target }, (job) => copyLoggedModels({ ...job, experiments }))
  }
}

import {
  bothEndsFlags,
  type CopyResult,
  deletedFlags,
  experimentPrefixFlags,
  filterFlags,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  prefixExperiments,
  readNameList,
  selectionOf,
  timeFlags,
} from '@mlferry/cli-kit'
import { copyExperiments } from '../../copy-experiments.ts'
import { experimentsFlags } from '../../flags.ts'

export default class CopyExperiments extends MlferryCommand {
  static override summary = 'Copy several experiments with their runs to another server.'
  static override description = importHelp
  static override examples = [
    "<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --experiments 'churn,fraud-*'",
  ]
  static override flags = {
    ...bothEndsFlags,
    ...experimentsFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...onlyFlags,
    ...experimentPrefixFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyExperiments)
    const { 'experiment-prefix': prefix } = flags
    const amend = prefix === undefined ? undefined : prefixExperiments(prefix)
    const options = { ...selectionOf(flags), experiments: await readNameList(flags.experiments), amend }
    const { source, target } = await this.openServers(flags)
    return this.copy({ flags, source, target }, (job) => copyExperiments({ ...job, ...options }))
  }
}

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
  selectionOf,
  timeFlags,
  UsageError,
} from '@mlferry/cli-kit'
import { copyExperiment } from '../../copy-experiment.ts'
import { experimentFlags, experimentNameFlags, runIdsFlags, splitList } from '../../flags.ts'

export default class CopyExperiment extends MlferryCommand {
  static override summary = 'Copy one experiment with its runs to another server.'
  static override description = importHelp
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --experiment churn',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...experimentFlags,
    ...runIdsFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...experimentNameFlags,
    ...onlyFlags,
    ...experimentPrefixFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyExperiment)
    const { 'experiment-name': experimentName, 'experiment-prefix': prefix } = flags
    if (experimentName !== undefined && prefix !== undefined)
      throw new UsageError('--experiment-name and --experiment-prefix exclude each other.', 'Give the whole name.')
    const { source, target } = await this.openServers(flags)
    return this.copy({ flags, source, target }, (job) =>
      copyExperiment({
        ...job,
        ...selectionOf(flags),
        experiment: flags.experiment,
        experimentName,
        amend: prefix === undefined ? undefined : prefixExperiments(prefix),
        runIds: splitList(flags['run-ids']),
        descendants: flags['check-nested-runs'],
      }),
    )
  }
}

import {
  bothEndsFlags,
  type CopyResult,
  importHelp,
  jobFlags,
  MlferryCommand,
  nestedRunsFlags,
  onlyFlags,
} from '@mlferry/cli-kit'
import { copyRun } from '../../copy-run.ts'
import { experimentNameFlags, runIdFlags } from '../../flags.ts'

export default class CopyRun extends MlferryCommand {
  static override summary = 'Copy one run to another server.'
  static override description = importHelp
  static override aliases = ['copy-run']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --run-id 7602602691334f2596fe4dc45e1ff4b8',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...runIdFlags,
    ...experimentNameFlags,
    ...nestedRunsFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyRun)
    const { source, target } = await this.openServers(flags)
    const selection = { runId: flags['run-id'], nestedRuns: flags['check-nested-runs'] }
    const experimentName = flags['experiment-name']
    return this.copy({ flags, source, target }, (job) => copyRun({ ...job, ...selection, experimentName }))
  }
}

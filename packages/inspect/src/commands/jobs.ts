import { type FoundJob, findJobs, MlferryCommand, renderJobs } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

/** What `mlferry jobs --json` prints. */
export interface JobsResult {
  /** Newest first. */
  readonly jobs: readonly FoundJob[]
}

export default class Jobs extends MlferryCommand {
  static override summary = 'List the jobs that were run from this account, newest first, with their reports.'
  static override description =
    `Every job that copies or compares keeps its reports in its own folder below ~/.local/state/mlferry/jobs
(XDG_STATE_HOME). To delete the record of a job, delete its folder.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --limit 100 --json',
  ]
  static override flags = {
    limit: Flags.integer({ min: 1, default: 20, helpValue: '<n>', summary: 'How many jobs to list.' }),
  }

  async run(): Promise<JobsResult> {
    const { flags } = await this.parse(Jobs)
    const jobs = (await findJobs(process.env)).slice(0, flags.limit)
    this.print(renderJobs(jobs))
    return { jobs }
  }
}

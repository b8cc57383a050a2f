import {
  type CopyResult,
  deletedFlags,
  filterFlags,
  importAmend,
  jobFlags,
  MlferryCommand,
  planFlags,
  readNameList,
  renameFlags,
  selectionOf,
  sourceServiceFlags,
  sourceTagsFlags,
  timeFlags,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

const { 'dry-run': _, ...planJobFlags } = jobFlags

export default class Plan extends MlferryCommand {
  static override summary = 'Show what a copy would do, and write nothing.'
  static override description =
    `Lists both ends and their files, and reads no content. Shows by kind how many objects are new, changed or there already, every conflict,
every object that would lose something and why, bytes, requests and time. --dry-run of the commands that copy shows the same. What only content or
a write can show, such as a damaged file or a full disk, is not in the plan.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000',
    '<%= config.bin %> <%= command.id %> --from mlflow-export --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABC',
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to mlflow-export',
  ]
  static override flags = {
    ...planFlags,
    ...workspaceFlags,
    experiments: Flags.string({
      helpGroup: 'SELECTION',
      helpValue: '<list>',
      summary: 'Only these: names or ids separated by commas, names with *, or a .txt file with one on each line.',
    }),
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...planJobFlags,
    ...sourceServiceFlags,
  }

  async run(): Promise<CopyResult> {
    const parsed = await this.parse(Plan)
    const flags = { ...parsed.flags, 'dry-run': true }
    const { amend, unused } = await importAmend(flags)
    const source = await this.openSource('FROM', flags.from, flags)
    const experiments = flags.experiments === undefined ? undefined : await readNameList(flags.experiments)
    const selection = selectionOf(flags)
    const target = await this.openTarget(flags.to, flags, { source, selection, dryRun: true })
    const { copy } = await import('@mlferry/engine')
    const result = await this.copy({ flags, source, target, everyWorkspace: true }, (job) =>
      copy({ ...job, selection: { ...selection, ...(experiments && { experiments }) }, ...(amend && { amend }) }),
    )
    for (const line of unused()) this.note(line)
    return result
  }
}

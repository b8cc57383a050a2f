import {
  bothEndsFlags,
  type CopyResult,
  deletedFlags,
  filterFlags,
  importHelp,
  jobFlags,
  MlferryCommand,
  renameFlags,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { copyAll } from '../../copy-all.ts'
import { importAmend } from '../../import-amend.ts'

export default class CopyAll extends MlferryCommand {
  static override summary = 'Copy every experiment and run to another server.'
  static override description = importHelp
  static override examples = ['<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000']
  static override flags = {
    ...bothEndsFlags,
    ...workspaceFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyAll)
    const { amend, unused } = await importAmend(flags)
    const { source, target } = await this.openServers(flags)
    const options = { ...selectionOf(flags), amend }
    const result = await this.copy({ flags, source, target, everyWorkspace: true }, (job) =>
      copyAll({ ...job, ...options }),
    )
    for (const line of unused()) this.note(line)
    return result
  }
}

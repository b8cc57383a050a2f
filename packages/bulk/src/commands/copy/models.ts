import {
  bothEndsFlags,
  type CopyResult,
  deletedFlags,
  importHelp,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  readNameList,
  renameFlags,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
  versionFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copyModels } from '../../copy-models.ts'
import { allRunsFlags, modelsFlags } from '../../flags.ts'
import { importAmend } from '../../import-amend.ts'

export default class CopyModels extends MlferryCommand {
  static override summary =
    'Copy registered models, with the runs and logged models that they come from, to another server.'
  static override description = importHelp
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000 --models churn',
  ]
  static override flags = {
    ...bothEndsFlags,
    ...modelsFlags,
    ...versionFlags,
    ...allRunsFlags,
    ...timeFlags,
    ...deletedFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyModels)
    const models = await readNameList(flags.models, '--models')
    const { amend, unused } = await importAmend(flags)
    const { source, target } = await this.openServers(flags)
    const options = { ...versionsOf(flags), ...selectionOf(flags), allRuns: flags['export-all-runs'], models, amend }
    const result = await this.copy({ flags, source, target }, (job) => copyModels({ ...job, ...options }))
    for (const line of unused()) this.note(line)
    return result
  }
}

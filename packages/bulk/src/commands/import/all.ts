import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  renameFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
  replaceModelFlags,
  replacePromptFlags,
  sourceTagsFlags,
  toFlags,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { copyAll } from '../../copy-all.ts'
import { importAmend } from '../../import-amend.ts'

export default class ImportAll extends MlferryCommand {
  static override summary = 'Import everything that an export directory holds.'
  static override description = importHelp
  static override aliases = ['import-all']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
    '<%= config.bin %> <%= command.id %> --to http://new:5000 --input-dir mlflow-export --import-source-tags',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...workspaceFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...replaceModelFlags,
    ...replacePromptFlags,
    ...replaceEvaluationDatasetFlags,
    ...jobFlags,
    ...compatibilityFlags('import-permissions', 'use-src-user-id', 'use-threads', 'include-deleted'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportAll)
    const { amend, unused } = await importAmend(flags)
    const source = await this.openExport(flags, { whole: true })
    const target = await this.openServer('TO', flags.to, flags)
    const result = await this.copy({ flags, source, target, everyWorkspace: true }, (job) =>
      copyAll({ ...job, ...replacedKinds(flags), amend, includeDeleted: true }),
    )
    for (const line of unused()) this.note(line)
    return result
  }
}

import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  renameFlags,
  replacedKinds,
  replaceModelFlags,
  sourceTagsFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyModels } from '../../copy-models.ts'
import { importAmend } from '../../import-amend.ts'

export default class ImportModels extends MlferryCommand {
  static override summary =
    'Import the registered models of an export directory with the runs and logged models that they come from.'
  static override description = importHelp
  static override aliases = ['import-models']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...replaceModelFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('import-permissions', 'use-src-user-id', 'use-threads'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportModels)
    const { amend, unused } = await importAmend(flags)
    const source = await this.openExport(flags)
    // The directory holds just the runs that were asked for when it was written.
    const allRuns = source.manifest ? source.manifest.selection.allRuns === true : true
    const target = await this.openServer('TO', flags.to, flags)
    const result = await this.copy({ flags, source, target }, (job) =>
      copyModels({ ...job, ...replacedKinds(flags), models: undefined, allRuns, includeDeleted: true, amend }),
    )
    for (const line of unused()) this.note(line)
    return result
  }
}

import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  renameFlags,
  sourceTagsFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { copyExperiments } from '../../copy-experiments.ts'
import { importAmend } from '../../import-amend.ts'

export default class ImportExperiments extends MlferryCommand {
  static override summary = 'Import every experiment of an export directory with its runs.'
  static override description = importHelp
  static override aliases = ['import-experiments']
  static override examples = [
    'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
    '<%= config.bin %> <%= command.id %> --to http://new:5000 --input-dir mlflow-export --experiment-rename-file names.csv',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...sourceTagsFlags,
    ...renameFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('import-permissions', 'use-src-user-id', 'use-threads', 'include-deleted'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportExperiments)
    const { amend, unused } = await importAmend(flags)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const result = await this.copy({ flags, source, target }, (job) =>
      copyExperiments({ ...job, experiments: undefined, amend, includeDeleted: true }),
    )
    for (const line of unused()) this.note(line)
    return result
  }
}

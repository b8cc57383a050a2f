import {
  addSourceTags,
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  sourceTagsFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { askedOf } from '../../asked-of.ts'
import { copyExperiment } from '../../copy-experiment.ts'
import { experimentNameFlags } from '../../flags.ts'

export default class ImportExperiment extends MlferryCommand {
  static override summary = 'Import one experiment with its runs.'
  static override description = importHelp
  static override aliases = ['import-experiment']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --input-dir ./churn --experiment-name churn-2024',
    '<%= config.bin %> <%= command.id %> --input-dir ./mlflow-export/experiments/7',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...experimentNameFlags,
    ...sourceTagsFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('import-permissions', 'use-src-user-id', 'dst-notebook-dir', 'include-deleted'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportExperiment)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const experimentName = flags['experiment-name']
    const amend = flags['import-source-tags'] ? addSourceTags() : undefined
    return this.copy({ flags, source, target }, (job) =>
      copyExperiment({
        ...job,
        ...askedOf(source, { experiment: undefined }),
        experimentName,
        amend,
        includeDeleted: true,
      }),
    )
  }
}

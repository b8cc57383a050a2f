import {
  addSourceTags,
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  replacedKinds,
  replaceModelFlags,
  sourceTagsFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { askedOf } from '../../asked-of.ts'
import { copyModel } from '../../copy-model.ts'
import { modelTargetFlags, oneExperimentFlags } from '../../flags.ts'

export default class ImportModel extends MlferryCommand {
  static override summary = 'Import one registered model with the runs and logged models that it comes from.'
  static override description = importHelp
  static override aliases = ['import-model']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --input-dir ./churn',
    '<%= config.bin %> <%= command.id %> --input-dir ./churn --model churn-2024 --experiment-name churn-2024',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...modelTargetFlags,
    ...oneExperimentFlags,
    ...sourceTagsFlags,
    ...replaceModelFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('import-permissions', 'await-creation-for'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportModel)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const options = {
      ...askedOf(source, { model: undefined }),
      newName: flags.model,
      experimentName: flags['experiment-name'],
      amend: flags['import-source-tags'] ? addSourceTags() : undefined,
      ...replacedKinds(flags),
    }
    return this.copy({ flags, source, target }, (job) => copyModel({ ...job, ...options }))
  }
}

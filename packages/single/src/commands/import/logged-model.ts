import {
  type CopyResult,
  compatibilityFlags,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { askedOf } from '../../asked-of.ts'
import { copyLoggedModel } from '../../copy-logged-model.ts'
import { oneExperimentFlags } from '../../flags.ts'

export default class ImportLoggedModel extends MlferryCommand {
  static override summary = 'Import one logged model with the runs that the directory holds of it.'
  static override description = importHelp
  static override aliases = ['import-logged-model']
  static override examples = ['<%= config.bin %> <%= command.id %> --input-dir ./model --experiment-name churn']
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...oneExperimentFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('mlmodel-fix'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportLoggedModel)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const experimentName = flags['experiment-name']
    return this.copy({ flags, source, target }, (job) =>
      copyLoggedModel({ ...job, ...askedOf(source, { modelId: undefined }), experimentName }),
    )
  }
}

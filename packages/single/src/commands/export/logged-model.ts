import {
  type CopyResult,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
} from '@mlferry/cli-kit'
import { copyLoggedModel } from '../../copy-logged-model.ts'
import { modelIdFlags } from '../../flags.ts'

export default class ExportLoggedModel extends MlferryCommand {
  static override summary = 'Export one logged model with the runs that made it or logged its points.'
  static override description = exportHelp
  static override aliases = ['export-logged-model']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --model-id m-13c0003dbd1e4c9985fcc25cca96735f --output-dir ./model',
  ]
  static override flags = { ...outputDirFlags, ...fromFlags, ...modelIdFlags, ...onlyFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportLoggedModel)
    const selection = { modelId: flags['model-id'] }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'logged-model', source, selection })
    return this.copy({ flags, source, target }, (job) => copyLoggedModel({ ...job, ...selection }))
  }
}

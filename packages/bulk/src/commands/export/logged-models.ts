import {
  type CopyResult,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
  readNameList,
} from '@mlferry/cli-kit'
import { copyLoggedModels } from '../../copy-logged-models.ts'
import { experimentIdsFlags } from '../../flags.ts'

export default class ExportLoggedModels extends MlferryCommand {
  static override summary = 'Export the logged models of experiments with the runs that made them.'
  static override description = exportHelp
  static override aliases = ['export-logged-models']
  static override examples = ['<%= config.bin %> <%= command.id %> --experiment-ids 1,2 --output-dir logged-models']
  static override flags = { ...outputDirFlags, ...fromFlags, ...experimentIdsFlags, ...onlyFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportLoggedModels)
    const selection = { experiments: await readNameList(flags['experiment-ids'], '--experiment-ids') }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'logged-models', source, selection })
    return this.copy({ flags, source, target }, (job) => copyLoggedModels({ ...job, ...selection }))
  }
}

import {
  type CopyResult,
  copyKind,
  importHelp,
  inputDirFlags,
  jobFlags,
  MlferryCommand,
  nameExperiment,
  onlyFlags,
  toFlags,
} from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { experimentNameFlags } from '../../flags.ts'

export default class ImportTrace extends MlferryCommand {
  static override summary = 'Import one trace with the experiment that holds it.'
  static override description = importHelp
  static override aliases = ['import-trace']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --input-dir ./trace --experiment-name churn',
    '<%= config.bin %> <%= command.id %> --input-dir ./mlflow-export --name tr-0123456789abcdef0123456789abcdef',
  ]
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    ...experimentNameFlags,
    name: Flags.string({
      helpGroup: 'SELECTION',
      helpValue: '<name or id>',
      aliases: ['request-id', 'trace-id'],
      summary: 'The trace. Default: all that the directory holds.',
    }),
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportTrace)
    const source = await this.openExport(flags)
    const target = await this.openServer('TO', flags.to, flags)
    const experimentName = flags['experiment-name']
    const amend = experimentName === undefined ? undefined : nameExperiment(experimentName)
    return this.copy({ flags, source, target }, (job) =>
      copyKind({ ...job, kind: 'trace', name: flags.name, ...(amend ? { amend } : {}) }),
    )
  }
}

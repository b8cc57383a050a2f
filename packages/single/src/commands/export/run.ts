import {
  type CopyResult,
  compatibilityFlags,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  nestedRunsFlags,
  onlyFlags,
  outputDirFlags,
} from '@mlferry/cli-kit'
import { copyRun } from '../../copy-run.ts'
import { runIdFlags } from '../../flags.ts'

export default class ExportRun extends MlferryCommand {
  static override summary = 'Export one run.'
  static override description = exportHelp
  static override aliases = ['export-run']
  static override examples = [
    '<%= config.bin %> <%= command.id %> --run-id 7602602691334f2596fe4dc45e1ff4b8 --output-dir ./run',
  ]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...runIdFlags,
    ...nestedRunsFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('notebook-formats'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportRun)
    const selection = { runId: flags['run-id'], nestedRuns: flags['check-nested-runs'] }
    const source = await this.openServer('FROM', flags.from, flags)
    const view = { of: 'run', id: flags['run-id'] } as const
    const target = await this.createExport(flags['output-dir'], { layout: 'all', view, source, selection })
    return this.copy({ flags, source, target }, (job) => copyRun({ ...job, ...selection }))
  }
}

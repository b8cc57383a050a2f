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
import { Flags } from '@oclif/core'
import { askedOf } from '../../asked-of.ts'
import { copyRun } from '../../copy-run.ts'

export default class ImportRun extends MlferryCommand {
  static override summary = 'Import one run into an experiment.'
  static override description = importHelp
  static override aliases = ['import-run']
  static override examples = ['<%= config.bin %> <%= command.id %> --input-dir ./run --experiment-name churn']
  static override flags = {
    ...inputDirFlags,
    ...toFlags,
    'experiment-name': Flags.string({
      helpGroup: 'CHANGES ON THE WAY',
      helpValue: '<name>',
      required: true,
      summary: 'The experiment that takes the run; made when there is none.',
    }),
    'run-id': Flags.string({
      helpGroup: 'SELECTION',
      helpValue: '<id>',
      summary: 'The run. Default: the one that was exported, or the only one.',
    }),
    ...sourceTagsFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('use-src-user-id', 'dst-notebook-dir', 'mlmodel-fix', 'include-deleted'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ImportRun)
    const source = await this.openExport(flags)
    const asked = askedOf(source, { runId: flags['run-id'] })
    const target = await this.openServer('TO', flags.to, flags)
    const experimentName = flags['experiment-name']
    const amend = flags['import-source-tags'] ? addSourceTags() : undefined
    return this.copy({ flags, source, target }, (job) => copyRun({ ...job, ...asked, experimentName, amend }))
  }
}

import {
  type CopyResult,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
} from '@mlferry/cli-kit'
import { copyPrompt } from '../../copy-prompt.ts'
import { promptFlags, promptOf } from '../../prompt-flags.ts'

export default class ExportPrompt extends MlferryCommand {
  static override summary = 'Export one prompt with its versions.'
  static override description = exportHelp
  static override aliases = ['export-prompt']
  static override examples = ['<%= config.bin %> <%= command.id %> --prompt-name greeting --output-dir ./greeting']
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...promptFlags,
    ...onlyFlags,
    ...jobFlags,
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportPrompt)
    const selection = promptOf(flags)
    const source = await this.openServer('FROM', flags.from, flags)
    const layout = selection.version === undefined ? 'prompts' : 'prompt'
    const target = await this.createExport(flags['output-dir'], { layout, source, selection })
    return this.copy({ flags, source, target }, (job) => copyPrompt({ ...job, ...selection }))
  }
}

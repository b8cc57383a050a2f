import {
  type CopyResult,
  compatibilityFlags,
  exportHelp,
  fromFlags,
  jobFlags,
  MlferryCommand,
  onlyFlags,
  outputDirFlags,
  readNameList,
} from '@mlferry/cli-kit'
import { copyPrompts } from '../../copy-prompts.ts'
import { promptsFlags } from '../../flags.ts'

export default class ExportPrompts extends MlferryCommand {
  static override summary = 'Export prompts with all their versions.'
  static override description = exportHelp
  static override aliases = ['export-prompts']
  static override examples = ["<%= config.bin %> <%= command.id %> --prompts 'greeting,qa-*' --output-dir exported"]
  static override flags = {
    ...outputDirFlags,
    ...fromFlags,
    ...promptsFlags,
    ...onlyFlags,
    ...jobFlags,
    ...compatibilityFlags('use-threads'),
  }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(ExportPrompts)
    const selection = { prompts: await readNameList(flags.prompts, '--prompts') }
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.createExport(flags['output-dir'], { layout: 'prompts', source, selection })
    return this.copy({ flags, source, target }, (job) => copyPrompts({ ...job, ...selection }))
  }
}

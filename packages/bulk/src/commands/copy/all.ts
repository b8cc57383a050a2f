import {
  bothEndsFlags,
  type CopyResult,
  deletedFlags,
  importHelp,
  jobFlags,
  MlferryCommand,
  selectionOf,
  timeFlags,
} from '@mlferry/cli-kit'
import { copyAll } from '../../copy-all.ts'

export default class CopyAll extends MlferryCommand {
  static override summary = 'Copy every experiment and run to another server.'
  static override description = importHelp
  static override examples = ['<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000']
  static override flags = { ...bothEndsFlags, ...timeFlags, ...deletedFlags, ...jobFlags }

  async run(): Promise<CopyResult> {
    const { flags } = await this.parse(CopyAll)
    const source = await this.openServer('FROM', flags.from, flags)
    const target = await this.openServer('TO', flags.to, flags)
    return this.copy({ flags, source, target }, (job) => copyAll({ ...job, ...selectionOf(flags) }))
  }
}

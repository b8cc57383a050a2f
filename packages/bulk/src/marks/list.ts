import { MlferryCommand, toRegistryFlag } from '@mlferry/cli-kit'
import { Spool } from '@mlferry/core'
import type { MarkCounts } from '@mlferry/engine'
import { Flags } from '@oclif/core'
import { marksAt, objectsOf } from './marks-at.ts'
import { marksText } from './marks-text.ts'

export interface MarksResult extends MarkCounts {
  readonly target: string
}

export default class MarksList extends MlferryCommand {
  static override summary = 'Count the marks of copies on a server.'
  static override description =
    `A copy notes on each object what it is a copy of, in tags that begin with mlferry. Later copies need these tags to go on, and resolve
uses them to find old ids. After the cut-over, 'marks remove' removes them.`.replaceAll('\n', ' ')
  static override examples = ['<%= config.bin %> <%= command.id %> --to http://new:5000']
  static override flags = {
    to: Flags.string({
      helpGroup: 'SERVER AND DIRECTORY',
      helpValue: '<uri>',
      summary: 'The server that was copied to. Default: MLFLOW_TRACKING_URI.',
    }),
    ...toRegistryFlag,
  }

  async run(): Promise<MarksResult> {
    const { flags } = await this.parse(MarksList)
    const server = await this.openTarget(flags.to)
    using spool = new Spool()
    const places = await marksAt(server, spool, this.signal)
    const { countMarks } = await import('@mlferry/engine')
    const counts = countMarks(objectsOf(places))
    this.print(marksText(counts))
    return { target: server.label, ...counts }
  }
}

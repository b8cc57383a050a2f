import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MlferryCommand, toRegistryFlag, UsageError } from '@mlferry/cli-kit'
import { Spool } from '@mlferry/core'
import type { FailedMark } from '@mlferry/engine'
import { Flags } from '@oclif/core'
import type { MarksResult } from './list.ts'
import { type MarkedPlace, markLine, marksAt, objectsOf } from './marks-at.ts'
import { marksText } from './marks-text.ts'

export interface MarksRemoved extends MarksResult {
  readonly exitCode: number
  /** Absent: there was nothing to note. */
  readonly idMapFile?: string
  readonly failed: readonly FailedMark[]
}

export default class MarksRemove extends MlferryCommand {
  static override summary = 'Remove the marks of copies from a server, after the cut-over.'
  static override description =
    `First writes an id map, which says what each object was before it was copied. Then deletes the tags that begin with mlferry., and
nothing else. A later copy does not recognise these objects any more and creates them again. After an interruption, run the same command again.`.replaceAll(
      '\n',
      ' ',
    )
  static override examples = [
    '<%= config.bin %> <%= command.id %> --to http://new:5000',
    '<%= config.bin %> <%= command.id %> --to http://new:5000 --confirm --id-map ids.jsonl',
  ]
  static override flags = {
    to: Flags.string({
      helpGroup: 'SERVER AND DIRECTORY',
      helpValue: '<uri>',
      required: true,
      summary: 'The server that was copied to.',
    }),
    ...toRegistryFlag,
    'id-map': Flags.string({
      helpValue: '<file>',
      default: 'mlferry-id-map.jsonl',
      summary: 'File for the id map, which resolve --id-map reads. Lines are added to an existing file.',
    }),
    confirm: Flags.boolean({ summary: 'Do not ask.' }),
    concurrency: Flags.integer({
      helpValue: '<n>',
      min: 1,
      max: 256,
      default: 8,
      summary: 'How many objects at the same time.',
    }),
  }

  async run(): Promise<MarksRemoved> {
    const { flags } = await this.parse(MarksRemove)
    const server = await this.openTarget(flags.to, flags)
    using spool = new Spool()
    const places = await marksAt(server, spool, this.signal)
    const { countMarks, removeMarks } = await import('@mlferry/engine')
    const counts = countMarks(objectsOf(places))
    const result = { target: server.label, ...counts, failed: [] as FailedMark[] }
    this.note(marksText(counts))
    if (Object.keys(counts.kinds).length === 0) return this.finish({ ...result, exitCode: 0 }, 'Nothing to remove.')
    if (!flags.confirm) await this.#ask(server.label)
    const idMapFile = await appendIdMap(flags['id-map'], places)
    for (const { target, marks, objects } of places) {
      const { concurrency } = flags
      result.failed.push(...(await removeMarks({ target, marks, objects, concurrency, signal: this.signal })))
    }
    const { failed } = result
    const lines = failed
      .slice(0, 10)
      .map(({ object, problem }) => `${object.ref.kind} ${object.ref.id}: ${problem.message}`)
    const end = failed.length === 0 ? 'All marks are gone.' : `${failed.length} objects keep their marks.`
    return this.finish(
      { ...result, exitCode: failed.length === 0 ? 0 : 3, idMapFile },
      [...lines, end, `Id map  ${idMapFile}`].join('\n'),
    )
  }

  async #ask(label: string): Promise<void> {
    if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask.', 'Give --confirm.')
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    try {
      const answer = await terminal.question(`Type ${label} to take them away: `, { signal: this.signal })
      if (answer.trim() !== label) throw new UsageError('That is not its address: nothing was changed.')
    } finally {
      terminal.close()
    }
  }
}

/** Added to what is there: an interrupted removal has noted objects whose marks are gone. */
async function appendIdMap(path: string, places: readonly MarkedPlace[]): Promise<string> {
  await pipeline(Readable.from(idMapLines(places)), createWriteStream(path, { flags: 'a', mode: 0o600 }))
  return resolve(path)
}

function* idMapLines(places: readonly MarkedPlace[]): Generator<string> {
  for (const { workspace, objects } of places) {
    for (const object of objects) yield `${JSON.stringify(markLine(object, workspace))}\n`
  }
}

import type { Spool } from '@mlferry/core'
import { type ByteRange, bytesInFile, bytesInMemory, type JournalBytes } from '../checksums/journal-bytes.ts'
import { JournalFile } from '../checksums/journal-file.ts'
import { type FileSums, formatOthers, journalPieces, sortedJournal } from '../checksums/journal-text.ts'
import { sha256Of } from '../checksums/sha256-of.ts'
import type { HeldKind } from '../layout/folder-kinds.ts'
import { ObjectFolders } from './object-folders.ts'

export interface HeldObjectsOptions {
  readonly path: string
  readonly kinds: readonly HeldKind[]
  /** The folder is that of one run, exported alone. */
  readonly alone?: boolean
  readonly spool: Spool
}

/** The objects in folders of their own below one folder that is being written, and its journal SHA256SUMS. */
export class HeldObjects {
  readonly kinds: readonly ObjectFolders[]
  readonly #journal: JournalFile

  constructor({ path, kinds, alone = false, spool }: HeldObjectsOptions) {
    const journal = new JournalFile(path)
    this.#journal = journal
    this.kinds = kinds.map((kind) => new ObjectFolders({ kind, path, alone: alone && kind === 'run', journal, spool }))
  }

  /** undefined: none of that kind is held here. */
  of(kind: string): ObjectFolders | undefined {
    return this.kinds.find((each) => each.kind === kind)
  }

  /** Takes up what earlier jobs sealed. What they left unfinished is removed before the first write. */
  async load(): Promise<void> {
    const journal = bytesInFile(this.#journal.path)
    const content = (await hasStrays(journal)) ? bytesInMemory(sortedJournal(await this.#journal.read())) : journal
    for (const each of this.kinds) await each.look()
    for await (const { kind, ...piece } of journalPieces(content.all())) await this.of(kind)?.enter(piece)
    this.#journal.tidyFirst(async () => {
      await this.#rewrite(new Map(), content)
      for (const each of this.kinds) await each.clean()
    })
  }

  /** Leaves in the journal only what counts, and adds checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#journal.ready()
    await this.#rewrite(others, bytesInFile(this.#journal.path))
  }

  /** `content` is what the places of lines mean. */
  async #rewrite(others: FileSums, content: JournalBytes): Promise<void> {
    const first = Buffer.from(formatOthers(others))
    const text = () => behind(first, content.ranges(joined(rangesOf(this.kinds))))
    const there = await sha256Of(bytesInFile(this.#journal.path).all())
    if ((await sha256Of(text())) !== there) await this.#journal.rewrite(text())
    let start = first.length
    for (const each of this.kinds) start = each.moveTo(start)
  }
}

async function hasStrays(journal: JournalBytes): Promise<boolean> {
  let strays = 0
  for await (const _ of journalPieces(journal.all(), () => strays++));
  return strays > 0
}

async function* behind(first: Buffer, others: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* others
}

function* rangesOf(kinds: readonly ObjectFolders[]): Generator<ByteRange> {
  for (const each of kinds) yield* each.ranges()
}

/** What follows each other comes as one. */
function* joined(ranges: Iterable<ByteRange>): Generator<ByteRange> {
  let [from, to] = [0, 0]
  for (const [start, end] of ranges) {
    if (start !== to) {
      if (to > from) yield [from, to]
      from = start
    }
    to = end
  }
  if (to > from) yield [from, to]
}

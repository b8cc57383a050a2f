import { join } from 'node:path'
import { InternalError, type Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { sha256Of } from '../checksums/checksum.ts'
import { type ByteRange, bytesInFile, bytesInMemory, type JournalBytes } from '../checksums/journal-bytes.ts'
import { JournalFile } from '../checksums/journal-file.ts'
import { type FileSums, formatOthers, journalPieces, sortedJournal } from '../checksums/journal-lines.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import type { StoredKind } from '../layout/folder-kinds.ts'
import { ObjectsOfKind } from './objects-of-kind.ts'

export interface ObjectStoreOptions {
  readonly path: string
  readonly kinds: readonly StoredKind[]
  /** Kinds with a single object, which is in that folder itself. */
  readonly alone?: readonly StoredKind[]
  /** Put files that belong to no object at the end of the final SHA256SUMS. Default: at the beginning. */
  readonly othersLast?: boolean
  readonly spool: Spool
}

/** The sealed objects below one folder of an export that is being written, and the SHA256SUMS of that folder, which is their journal. */
export class ObjectStore {
  readonly path: string
  readonly #kinds: ReadonlyMap<StoredKind, ObjectsOfKind>
  readonly #journal: JournalFile
  readonly #othersLast: boolean
  #loaded: Promise<this> | undefined

  constructor({ path, kinds, alone = [], othersLast = false, spool }: ObjectStoreOptions) {
    const journal = new JournalFile(path)
    const objectsOf = (kind: StoredKind) =>
      new ObjectsOfKind({ kind, path, alone: alone.includes(kind), journal, spool })
    this.path = path
    this.#journal = journal
    this.#othersLast = othersLast
    this.#kinds = new Map(kinds.map((kind) => [kind, objectsOf(kind)]))
  }

  of(kind: StoredKind): ObjectsOfKind {
    const objects = this.#kinds.get(kind)
    if (!objects) throw new InternalError(`No ${kind} is stored in ${this.path}`)
    return objects
  }

  /** Loads what earlier jobs sealed, once. What they left unfinished is removed before the first write. */
  load(): Promise<this> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  /** Writes a summary file beside the objects, if it has a name, and the final SHA256SUMS. */
  async complete(summary: string | undefined, value: JsonObject): Promise<void> {
    const others = new Map<string, string>()
    if (summary !== undefined) others.set(summary, (await writeJsonFile(join(this.path, summary), value)).sha256)
    await this.compact(others)
  }

  /** Writes the final SHA256SUMS: without stale lines, with the checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#journal.ready()
    await this.#rewrite(others, bytesInFile(this.#journal.path))
  }

  async #load(): Promise<this> {
    const kinds = [...this.#kinds.keys()]
    const journal = bytesInFile(this.#journal.path)
    const strays = await hasStrays(journal, kinds)
    const content = strays ? bytesInMemory(sortedJournal(await this.#journal.read(), kinds)) : journal
    for (const each of this.#kinds.values()) await each.look()
    for await (const { kind, ...piece } of journalPieces(content.all(), kinds)) await this.of(kind).enter(piece)
    this.#journal.tidyFirst(async () => {
      await this.#rewrite(new Map(), content)
      for (const each of this.#kinds.values()) await each.clean()
    })
    return this
  }

  /** The known places of lines are places in `content`. */
  async #rewrite(others: FileSums, content: JournalBytes): Promise<void> {
    const lines = Buffer.from(formatOthers(others))
    const objects = () => content.ranges(joined(rangesOf(this.#kinds.values())))
    const text = () => (this.#othersLast ? inOrder(objects(), [lines]) : inOrder([lines], objects()))
    const there = await sha256Of(bytesInFile(this.#journal.path).all())
    if ((await sha256Of(text())) !== there) await this.#journal.rewrite(text())
    let start = this.#othersLast ? 0 : lines.length
    for (const each of this.#kinds.values()) start = each.moveTo(start)
  }
}

async function hasStrays(journal: JournalBytes, kinds: readonly StoredKind[]): Promise<boolean> {
  let strays = 0
  for await (const _ of journalPieces(journal.all(), kinds, () => strays++));
  return strays > 0
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

async function* inOrder(...all: readonly Pieces[]): AsyncGenerator<Uint8Array> {
  for (const pieces of all) yield* pieces
}

function* rangesOf(kinds: Iterable<ObjectsOfKind>): Generator<ByteRange> {
  for (const each of kinds) yield* each.ranges()
}

/** Joins ranges that touch. */
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

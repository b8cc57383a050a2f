import type { HeldKind } from './held-kinds.ts'
import { JournalFile } from './journal-file.ts'
import { type FileSums, formatOthers, journalPieces, sortedJournal } from './journal-text.ts'
import { ObjectFolders, type SealedObject } from './object-folders.ts'

export interface HeldObjectsOptions {
  readonly path: string
  readonly kinds: readonly HeldKind[]
  /** The folder is that of one run, exported alone. */
  readonly alone?: boolean
}

/** The objects in folders of their own below one folder that is being written, and its journal SHA256SUMS. */
export class HeldObjects {
  readonly kinds: readonly ObjectFolders[]
  readonly #journal: JournalFile

  constructor({ path, kinds, alone = false }: HeldObjectsOptions) {
    const journal = new JournalFile(path)
    this.#journal = journal
    this.kinds = kinds.map((kind) => new ObjectFolders({ kind, path, alone: alone && kind === 'run', journal }))
  }

  /** undefined: none of that kind is held here. */
  of(kind: string): ObjectFolders | undefined {
    return this.kinds.find((each) => each.kind === kind)
  }

  /** Takes up what earlier jobs sealed. What they left unfinished is removed before the first write. */
  async load(): Promise<void> {
    const journal = await this.#journal.read()
    const content = sortedJournal(journal)
    for (const each of this.kinds) await each.look()
    for (const { kind, ...piece } of journalPieces(content)) await this.of(kind)?.enter(piece)
    this.#journal.tidyFirst(async () => {
      await this.#rewrite(new Map(), content, journal)
      for (const each of this.kinds) await each.clean()
    })
  }

  /** Leaves in the journal only what counts, and adds checksums of files that belong to no object. */
  async compact(others: FileSums): Promise<void> {
    await this.#journal.ready()
    await this.#rewrite(others, await this.#journal.read())
  }

  /** `content` is what the places of lines mean. */
  async #rewrite(others: FileSums, content: Buffer, there = content): Promise<void> {
    const first = Buffer.from(formatOthers(others))
    const sealed = this.kinds.flatMap((each) => [...each.sealed.values()])
    const text = Buffer.concat([first, ...piecesOf(content, sealed)])
    if (!text.equals(there)) await this.#journal.rewrite(text)
    let start = first.length
    for (const each of sealed) {
      each.start = start
      start += each.length
    }
  }
}

/** What follows each other in the file comes as one. */
function piecesOf(content: Buffer, sealed: readonly SealedObject[]): Buffer[] {
  const pieces: Buffer[] = []
  let [from, to] = [0, 0]
  for (const { start, length } of sealed) {
    if (start !== to) {
      pieces.push(content.subarray(from, to))
      from = start
    }
    to = start + length
  }
  return [...pieces, content.subarray(from, to)]
}

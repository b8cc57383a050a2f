import type { HeldKind } from './held-kinds.ts'
import { JournalFile } from './journal-file.ts'
import { parseJournal } from './journal-text.ts'
import { ObjectFolders } from './object-folders.ts'
import { namesOf, plainOfServer } from './plain/plain-kinds.ts'

/** The root of an export that is being written: what is held by the server itself, with a journal SHA256SUMS of its own. */
export class ServerFolder {
  readonly #journal: JournalFile
  readonly #kinds: ReadonlyMap<string, ObjectFolders>
  #loaded: Promise<void> | undefined

  constructor(path: string) {
    const journal = new JournalFile(path)
    this.#journal = journal
    const folders = (kind: HeldKind) => new ObjectFolders({ kind, path, alone: false, journal })
    this.#kinds = new Map(namesOf(plainOfServer).map((kind) => [kind, folders(kind)]))
  }

  /** undefined: a kind that lies elsewhere. Takes up what earlier jobs sealed, and removes what they left unfinished. */
  async objects(kind: string): Promise<ObjectFolders | undefined> {
    const objects = this.#kinds.get(kind)
    if (!objects) return undefined
    this.#loaded ??= this.#load()
    await this.#loaded
    return objects
  }

  async #load(): Promise<void> {
    const text = await this.#journal.read()
    const journal = parseJournal(text)
    for (const each of this.#kinds.values()) await each.load(journal[each.kind])
    const lines = [...this.#kinds.values()].map((each) => each.lines()).join('')
    if (lines !== text) await this.#journal.rewrite(lines)
    for (const each of this.#kinds.values()) await each.clean()
  }
}

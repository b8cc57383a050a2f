import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { encodedFolderName, folderName } from './folder-name.ts'
import { type HeldKind, heldKinds } from './held-kinds.ts'
import type { JournalFile } from './journal-file.ts'
import { type FileSums, formatObject, parseJournal } from './journal-text.ts'
import { type ObjectHead, readHead, toHead } from './object-head.ts'
import { publishFolder } from './publish-folder.ts'

export interface SealedObject extends ObjectHead {
  readonly folder: string
  /** Its lines in the journal. */
  readonly lines: string
}

export interface FolderPlaces {
  readonly folder: string
  readonly final: string
  /** Where it is built. */
  readonly temporary: string
  /** Where the older one waits until the newer one is in the journal. */
  readonly older: string
}

export interface ObjectFoldersOptions {
  readonly kind: HeldKind
  /** Folder of the experiment. */
  readonly path: string
  /** The folder is that of one run, exported alone. */
  readonly alone: boolean
  readonly journal: JournalFile
}

/** The objects of one kind in an experiment that is being written, a folder each. */
export class ObjectFolders {
  readonly kind: HeldKind
  /** By id, in the order of the journal. */
  readonly sealed = new Map<string, SealedObject>()
  /** Objects that were begun and are not sealed. */
  readonly unsealed = new Set<string>()
  readonly #alone: boolean
  readonly #path: string
  readonly #journal: JournalFile
  readonly #taken = new Map<string, string>()
  #leftovers: string[] = []

  constructor({ kind, path, alone, journal }: ObjectFoldersOptions) {
    this.kind = kind
    this.#alone = alone
    this.#path = alone ? path : join(path, heldKinds[kind].base)
    this.#journal = journal
  }

  /** Takes up what earlier jobs sealed, by the folders that the journal names. */
  async load(named: ReadonlyMap<string, FileSums>): Promise<void> {
    const names = await readdir(this.#path).catch(() => [])
    this.#leftovers = names.filter((name) => /^\.(?:tmp|old)-/.test(name))
    for (const [folder, files] of named) {
      // Still there: it was being replaced, and the journal may mean the one or the other.
      if (this.#leftovers.includes(`.old-${this.#alone ? 'run' : folder}`)) continue
      const stanza = await readHead(join(this.#path, folder, heldKinds[this.kind].file))
      if (stanza) this.#add({ ...toHead(stanza), folder, lines: formatObject(this.kind, { folder, files }) })
    }
  }

  /** Removes what earlier jobs left unfinished. */
  async clean(): Promise<void> {
    for (const name of this.#leftovers) await rm(join(this.#path, name), { recursive: true, force: true })
    this.#leftovers = []
  }

  /** The folders of an object. A name is the object's own from then on. */
  placesOf(id: string): FolderPlaces {
    const folder = this.sealed.get(id)?.folder ?? this.#freeName(id)
    this.#taken.set(folder.toLowerCase(), id)
    const mark = this.#alone ? 'run' : folder
    const [temporary, older] = [join(this.#path, `.tmp-${mark}`), join(this.#path, `.old-${mark}`)]
    return { folder, final: join(this.#path, folder), temporary, older }
  }

  /** Begins an object, or begins it anew: its temporary folder is empty. */
  async begin(id: string): Promise<FolderPlaces> {
    const places = this.placesOf(id)
    this.unsealed.add(id)
    await rm(places.temporary, { recursive: true, force: true })
    await mkdir(places.temporary, { recursive: true })
    return places
  }

  /** Puts an object that was built in its place and enters it. False: it is there as it was. */
  async publish(places: FolderPlaces, { head, files }: { head: ObjectHead; files: FileSums }): Promise<boolean> {
    const before = this.sealed.get(head.id)?.lines
    try {
      await publishFolder(places)
      await this.seal(head, { folder: places.folder, files })
    } catch (error) {
      // The older one may be out of its place, so it counts no more: this object is unfinished.
      this.sealed.delete(head.id)
      throw error
    }
    await rm(places.older, { recursive: true, force: true })
    return before !== this.sealed.get(head.id)?.lines
  }

  /** Checksums of the files of a sealed object, by path within its folder. */
  filesOf(id: string): FileSums | undefined {
    const object = this.sealed.get(id)
    return object && parseJournal(object.lines)[this.kind].get(object.folder)
  }

  /** Enters an object whose files are in place. */
  async seal(head: ObjectHead, { folder, files }: { folder: string; files: FileSums }): Promise<void> {
    const lines = formatObject(this.kind, { folder, files })
    if (this.sealed.get(head.id)?.lines !== lines) await this.#journal.append(lines)
    this.#add({ ...head, folder, lines })
    this.unsealed.delete(head.id)
  }

  /** The journal's lines of what counts. */
  lines(): string {
    return [...this.sealed.values()].map(({ lines }) => lines).join('')
  }

  #freeName(id: string): string {
    if (this.#alone) return ''
    const name = folderName(id)
    const holder = this.#taken.get(name.toLowerCase())
    return holder === undefined || holder === id ? name : encodedFolderName(id)
  }

  #add(object: SealedObject): void {
    this.#taken.set(object.folder.toLowerCase(), object.id)
    this.sealed.set(object.id, object)
  }
}

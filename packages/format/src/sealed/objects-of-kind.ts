import { opendir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, type Spool, SpooledMap } from '@mlferry/core'
import type { ByteRange } from '../checksums/journal-bytes.ts'
import type { JournalFile, JournalPiece } from '../checksums/journal-file.ts'
import { type FileSums, formatObject, parseObject } from '../checksums/journal-lines.ts'
import { type StoredKind, storedKinds } from '../layout/folder-kinds.ts'
import { FolderNames } from '../layout/folder-names.ts'
import { type ObjectHead, readHead, toHead } from './object-head.ts'
import { type FolderPlaces, publishFolder } from './publish-folder.ts'

export interface SealedObject extends ObjectHead {
  readonly folder: string
}

export interface ObjectsOfKindOptions {
  readonly kind: StoredKind
  /** The folder of the journal. */
  readonly path: string
  /** There is a single object, in that folder itself. */
  readonly alone: boolean
  readonly journal: JournalFile
  readonly spool: Spool
}

/** The objects of one kind in a store: those that are sealed, and those that were begun. */
export class ObjectsOfKind {
  readonly kind: StoredKind
  /** By id, in the order of the journal. */
  readonly sealed: SpooledMap<SealedObject>
  /** Objects that were begun and are not sealed. */
  readonly unsealed = new Set<string>()
  readonly #alone: boolean
  readonly #path: string
  readonly #journal: JournalFile
  /** By number of the object: where its journal lines begin, and their length in bytes. 0: the object was deleted. */
  readonly #starts: number[] = []
  readonly #lengths: number[] = []
  readonly #names = new FolderNames((name) => this.sealed.has(name) || this.unsealed.has(name))
  /** Names of the object's own files, if its folder also has other files. */
  readonly #shared: readonly string[] | undefined
  #leftovers: string[] = []

  constructor({ kind, path, alone, journal, spool }: ObjectsOfKindOptions) {
    this.kind = kind
    this.sealed = new SpooledMap(spool)
    const { base, file } = storedKinds[kind]
    this.#alone = alone
    this.#path = alone ? path : join(path, base)
    this.#shared = alone || base === '' ? [file, 'artifacts'] : undefined
    this.#journal = journal
  }

  /** Finds what earlier jobs left unfinished. */
  async look(): Promise<void> {
    const folder = await opendir(this.#path).catch(() => [])
    for await (const { name } of folder) if (/^\.(?:tmp|old)-/.test(name)) this.#leftovers.push(name)
  }

  /** Loads an object that an earlier job sealed. If it is entered twice, the last lines count. */
  async enter({ folder, start, length }: Named): Promise<void> {
    // The folder exists, so the object was being replaced. The journal may mean the old or the new one.
    if (this.#leftovers.includes(`.old-${this.#markOf(folder)}`)) return
    const stanza = await readHead(join(this.#path, folder, storedKinds[this.kind].file))
    if (stanza) this.#add(toHead(stanza), { folder, start, length })
  }

  /** Removes what earlier jobs left unfinished. */
  async clean(): Promise<void> {
    for (const name of this.#leftovers) await rm(join(this.#path, name), { recursive: true, force: true })
    this.#leftovers = []
  }

  /** The folders of an object. From now on their name belongs to it. `folder` is used if the object is not sealed yet. */
  placesOf(id: string, folder?: string): FolderPlaces {
    const name = this.sealed.get(id)?.folder ?? folder ?? (this.#alone ? '' : this.#names.of(id))
    const mark = this.#markOf(name)
    const [temporary, older] = [join(this.#path, `.tmp-${mark}`), join(this.#path, `.old-${mark}`)]
    const places = { folder: name, final: join(this.#path, name), temporary, older }
    return this.#shared ? { ...places, shared: this.#shared } : places
  }

  /** Begins an object, or begins it again, with an empty temporary folder. */
  async begin(id: string, folder?: string): Promise<FolderPlaces> {
    await this.#journal.ready()
    const places = this.placesOf(id, folder)
    this.unsealed.add(id)
    await rm(places.temporary, { recursive: true, force: true })
    // Earlier releases built such a file here. A killed process leaves it behind.
    if (this.#shared) await rm(join(places.final, `${storedKinds[this.kind].file}.new`), { force: true })
    await makeFolder(places.temporary, { private: true })
    return places
  }

  /** Moves a finished object to its place and enters it in the journal. False: nothing changed. */
  async publish(places: FolderPlaces, { head, files }: { head: ObjectHead; files: FileSums }): Promise<boolean> {
    let changed: boolean
    try {
      await publishFolder(places)
      changed = await this.seal(head, { folder: places.folder, files })
    } catch (error) {
      // The older object may have been moved away, so this object is unfinished.
      this.#delete(head.id)
      throw error
    }
    await rm(places.older, { recursive: true, force: true })
    return changed
  }

  /** Ids of objects that were begun and not sealed, sorted. */
  failed(): string[] {
    return [...this.unsealed].filter((id) => !this.sealed.has(id)).sort()
  }

  /** Checksums of the files of a sealed object, by path within its folder. */
  async filesOf(id: string): Promise<FileSums | undefined> {
    // Tidying the journal may move lines.
    await this.#journal.ready()
    const object = this.sealed.get(id)
    const { kind } = this
    return object && parseObject(await this.#journal.text(this.#pieceOf(id)), { kind, folder: object.folder })
  }

  /** The places of all journal lines of these objects. */
  *ranges(): Generator<ByteRange> {
    for (const [number, length] of this.#lengths.entries()) {
      const start = this.#starts[number] ?? 0
      if (length > 0) yield [start, start + length]
    }
  }

  /** Call it when the lines were moved, one object after the other, to `start`. Returns where they end. */
  moveTo(start: number): number {
    let at = start
    for (const [number, length] of this.#lengths.entries()) {
      this.#starts[number] = at
      at += length
    }
    return at
  }

  /** Enters an object whose files are in place. False: it was entered with the same checksums before. */
  async seal(head: ObjectHead, { folder, files }: { folder: string; files: FileSums }): Promise<boolean> {
    const lines = formatObject(this.kind, { folder, files })
    await this.#journal.ready()
    const before = this.sealed.has(head.id) ? this.#pieceOf(head.id) : undefined
    const changed = !before || (await this.#journal.text(before)) !== lines
    const start = changed ? await this.#journal.append(lines) : before.start
    this.#add(head, { folder, start, length: Buffer.byteLength(lines) })
    this.unsealed.delete(head.id)
    return changed
  }

  /** Part of the names of temporary folders. Kinds that share folders have different ones. */
  #markOf(folder: string): string {
    return this.#shared ? [this.kind, folder].filter(Boolean).join('-') : folder
  }

  #add({ id, key, fingerprint, deleted, links, pending }: ObjectHead, { folder, start, length }: Named): void {
    this.sealed.set(id, { id, key, fingerprint, deleted, links, pending, folder })
    this.#names.take(folder, id)
    const number = this.sealed.indexOf(id)
    this.#starts[number] = start
    this.#lengths[number] = length
  }

  #delete(id: string): void {
    const number = this.sealed.indexOf(id)
    if (this.sealed.delete(id)) this.#lengths[number] = 0
  }

  #pieceOf(id: string): JournalPiece {
    const number = this.sealed.indexOf(id)
    return { start: this.#starts[number] ?? 0, length: this.#lengths[number] ?? 0 }
  }
}

interface Named extends JournalPiece {
  readonly folder: string
}

import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InternalError, type Link, makeFolder, type Ref, refKey } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { JournalFile } from '../checksums/journal-file.ts'
import { type FileSums, formatOthers, parseJournal } from '../checksums/journal-text.ts'
import { encodedFolderName, folderName } from '../layout/folder-name.ts'
import { type ObjectHead, readHead, replaceHead, toHead } from './object-head.ts'

export interface SealedFile extends ObjectHead {
  readonly kind: string
  /** Within the folder. */
  readonly path: string
  readonly sha256: string
}

/** A file that is written and not in its place yet. */
export interface NewFile {
  readonly path: string
  readonly temporary: string
  readonly stanza: JsonObject
  readonly sha256: string
}

/** Who has the folder of a sealed file, and its name, as `folderOf` gave it. */
export type OwnerOf = (file: SealedFile) => { readonly owner: string; readonly folder: string }

/** Objects of which each is one JSON file with a stanza of mlferry, below one folder, with one journal SHA256SUMS. */
export class ObjectFiles {
  readonly dir: string
  /** By kind and id. */
  readonly sealed = new Map<string, SealedFile>()
  /** Objects that were begun and are not sealed. */
  readonly unsealed = new Set<string>()
  readonly #journal: JournalFile
  readonly #ownerOf: OwnerOf
  /** Who has a folder name, when case is ignored. */
  readonly #owners = new Map<string, string>()
  #loaded: Promise<this> | undefined

  constructor(dir: string, ownerOf: OwnerOf) {
    this.dir = dir
    this.#ownerOf = ownerOf
    this.#journal = new JournalFile(dir)
  }

  /** Takes up what earlier jobs sealed. */
  load(): Promise<this> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  of(kind: string): SealedFile[] {
    return [...this.sealed.values()].filter((each) => each.kind === kind)
  }

  /** A folder name of the owner's own, from then on. */
  folderOf(owner: string, plain = folderName(owner)): string {
    const holder = this.#owners.get(plain.toLowerCase())
    const folder = holder === undefined || holder === owner ? plain : encodedFolderName(owner)
    this.#owners.set(folder.toLowerCase(), owner)
    return folder
  }

  /** Puts the file in its place and enters it in the journal. True when this changed anything. */
  async seal(ref: Ref, { path, temporary, stanza, sha256 }: NewFile): Promise<boolean> {
    const key = refKey(ref)
    const before = this.sealed.get(key)
    const sealed = { ...toHead(stanza), kind: ref.kind, path, sha256 }
    if (before?.path !== path || before.sha256 !== sha256) {
      await this.#forget(key)
      await makeFolder(dirname(join(this.dir, path)), { private: true })
      await rename(temporary, join(this.dir, path))
      await this.#journal.append(formatOthers(new Map([[path, sha256]])))
    }
    this.sealed.set(key, sealed)
    this.unsealed.delete(key)
    return before?.sha256 !== sha256
  }

  /** Notes which links of a sealed object still wait. The links themselves are in the file already. */
  async relink(ref: Ref, pending: readonly Link[]): Promise<void> {
    const key = refKey(ref)
    const { path, kind } = this.sealed.get(key) ?? {}
    const stanza = path === undefined ? undefined : await readHead(join(this.dir, path))
    if (!stanza || path === undefined || kind === undefined)
      throw new InternalError(`The ${ref.kind} ${ref.id} was to be linked and is not there`)
    const linked = { ...stanza, pending: pending as unknown as JsonValue }
    await this.#forget(key)
    const sha256 = await replaceHead(join(this.dir, path), linked)
    await this.#journal.append(formatOthers(new Map([[path, sha256]])))
    this.sealed.set(key, { ...toHead(linked), kind, path, sha256 })
  }

  /** Leaves in the journal only what counts, with files that are no objects. */
  async complete(others: FileSums): Promise<void> {
    await this.#journal.rewrite(formatOthers(new Map([...this.#sums(), ...others])))
  }

  /** A file that is about to be replaced counts no more: a kill must not leave a line that means another one. */
  async #forget(key: string): Promise<void> {
    if (!this.sealed.delete(key)) return
    await this.#journal.rewrite(formatOthers(this.#sums()))
  }

  #sums(): Map<string, string> {
    return new Map([...this.sealed.values()].map(({ path, sha256 }) => [path, sha256]))
  }

  async #load(): Promise<this> {
    const { others } = parseJournal((await this.#journal.read()).toString())
    for (const [path, sha256] of others) {
      const stanza = await readHead(join(this.dir, path))
      if (typeof stanza?.kind !== 'string') continue
      const file = { ...toHead(stanza), kind: stanza.kind, path, sha256 }
      const { owner, folder } = this.#ownerOf(file)
      this.sealed.set(refKey(file), file)
      this.#owners.set(folder.toLowerCase(), owner)
    }
    return this
  }
}

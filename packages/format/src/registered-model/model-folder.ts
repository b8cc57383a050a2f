import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Link } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { JournalFile } from '../checksums/journal-file.ts'
import { type FileSums, filesBelow, formatOthers, parseJournal } from '../checksums/journal-lines.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import type { FolderPlaces } from '../sealed/publish-folder.ts'
import { isSame, modelFile, type Noted, parseModelFile } from './model-file.ts'

/** A registered model that is being written: model.json with all versions, and the checksums of files that versions have themselves. */
export class ModelFolder {
  readonly path: string
  /** By number. */
  readonly versions = new Map<number, Noted>()
  /** Versions that were begun and are not sealed. */
  readonly unsealed = new Set<number>()
  readonly #system: JsonObject
  readonly #journal: JournalFile
  readonly #sums = new Map<string, string>()
  #model: Noted | undefined
  #unwritten = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, system: JsonObject) {
    this.path = path
    this.#system = system
    this.#journal = new JournalFile(path)
  }

  /** Of the folder. */
  get name(): string {
    return basename(this.path)
  }

  /** undefined: begun, and not sealed yet. */
  get model(): Noted | undefined {
    return this.#model
  }

  /** Loads what earlier jobs sealed. */
  async load(): Promise<this> {
    const file = await readJsonFile(join(this.path, 'model.json'), 'model.json').then(
      ({ value }) => value as JsonObject,
      // Not there or damaged: it is written again.
      () => undefined,
    )
    const known = file && parseModelFile(file)
    if (known) {
      this.#model = known.model
      for (const [number, version] of known.versions) this.versions.set(number, version)
    }
    const { others } = parseJournal((await this.#journal.read()).toString())
    const folders: string[] = await readdir(join(this.path, 'version_models')).catch(() => [])
    for (const [number, { stanza }] of this.versions) {
      const files = filesBelow(others, folderOf(number))
      if (typeof stanza.files !== 'number') continue
      // The folder exists, so the version was being replaced. The journal may mean the old or the new files.
      if (files.size === stanza.files && !folders.includes(`.old-${number}`)) this.#addSums(number, files)
      else this.versions.delete(number)
    }
    const stale = folders.filter(
      (name) => !/^\d+$/.test(name) || typeof this.versions.get(Number(name))?.stanza.files !== 'number',
    )
    this.#journal.tidyFirst(async () => {
      if (others.size > 0) await this.#journal.rewrite(formatOthers(this.#sums))
      for (const name of stale) await rm(join(this.path, 'version_models', name), { recursive: true, force: true })
    })
    return this
  }

  /** Call it before anything is written into the folder. Removes what earlier jobs left unfinished. */
  async ready(): Promise<void> {
    await this.#journal.ready()
  }

  /** True when this changed the model. Its versions stay. */
  async sealModel(model: Noted): Promise<boolean> {
    const changed = !this.#model || !isSame(this.#model, model)
    this.#model = model
    if (changed) await this.write()
    return changed
  }

  /**
   * True when this changed the version. Its own files, when it has some, lie in their place already. Resolves with model.json written,
   * except where many versions are there: it is written anew for one in sixteen of them, so that a thousand do not cost a million. What
   * a killed process has not written is copied again.
   */
  async sealVersion(number: number, version: Noted, files: FileSums | undefined): Promise<boolean> {
    await this.ready()
    const before = this.versions.get(number)
    const known = filesBelow(this.#sums, folderOf(number))
    const changed = !before || !isSame(before, version) || formatOthers(known) !== formatOthers(files ?? new Map())
    for (const path of known.keys()) this.#sums.delete(`${folderOf(number)}/${path}`)
    if (files) this.#addSums(number, files)
    if (known.size > 0) await this.#journal.rewrite(formatOthers(this.#sums))
    else if (files?.size) await this.#journal.append(formatOthers(prefixed(number, files)))
    this.versions.set(number, version)
    this.unsealed.delete(number)
    if (changed) this.#unwritten++
    if (this.#unwritten * 16 >= this.versions.size) await this.write()
    return changed
  }

  /** Notes which links of a sealed version are still pending. The links themselves are in the file already. */
  async relink(number: number, pending: readonly Link[]): Promise<void> {
    const version = this.versions.get(number)
    if (!version) return
    const stanza = { ...version.stanza, pending }
    await this.sealVersion(number, { ...version, stanza }, this.#filesOf(number))
  }

  /** Writes model.json if something in it is not written yet. */
  async flush(): Promise<void> {
    if (this.#unwritten > 0) await this.write()
  }

  /** Writes what is sealed. undefined: the model was begun and failed. */
  async write(): Promise<string | undefined> {
    let sha256: string | undefined
    const written = this.#writing.then(async () => {
      if (!this.#model) return
      this.#unwritten = 0
      const failed = [...this.unsealed].filter((number) => !this.versions.has(number))
      const value = modelFile(this.#model, { versions: this.versions, failed, system: this.#system })
      sha256 = (await writeJsonFile(join(this.path, 'model.json'), value)).sha256
    })
    this.#writing = written.catch(() => {})
    await written
    return sha256
  }

  /** Writes model.json a last time, with its checksum in the journal. False: the model was begun and failed. */
  async complete(): Promise<boolean> {
    await this.ready()
    const sha256 = await this.write()
    if (sha256 === undefined) return false
    await this.#journal.rewrite(formatOthers(new Map([...this.#sums, ['model.json', sha256]])))
    return true
  }

  /** The folders of a version's own files. */
  placesOf(number: number): FolderPlaces {
    const folder = String(number)
    const base = join(this.path, 'version_models')
    const [temporary, older] = [join(base, `.tmp-${folder}`), join(base, `.old-${folder}`)]
    return { folder, final: join(base, folder), temporary, older }
  }

  #filesOf(number: number): FileSums | undefined {
    const { files } = this.versions.get(number)?.stanza ?? {}
    return typeof files === 'number' ? filesBelow(this.#sums, folderOf(number)) : undefined
  }

  #addSums(number: number, files: FileSums): void {
    for (const [path, sha256] of prefixed(number, files)) this.#sums.set(path, sha256)
  }
}

function folderOf(number: number): string {
  return `version_models/${number}`
}

function prefixed(number: number, files: FileSums): Map<string, string> {
  return new Map([...files].map(([path, sha256]) => [`${folderOf(number)}/${path}`, sha256]))
}

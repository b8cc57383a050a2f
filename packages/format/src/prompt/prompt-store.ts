import { join } from 'node:path'
import { MlferryError, modelVersionId, type Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { FolderNames } from '../layout/folder-names.ts'
import { type Layout, promptsFolder } from '../layout/layout.ts'
import { ObjectStore } from '../sealed/object-store.ts'

export interface PromptStoreOptions {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
  readonly spool: Spool
}

/** The prompts of a directory that is being written: a file for each, and one for each version. */
export class PromptStore {
  readonly #store: ObjectStore
  readonly #options: PromptStoreOptions
  readonly #alone: boolean
  /** By the names of prompts: the folders of versions begin with that of their prompt. */
  readonly #folders = new FolderNames()
  #loaded: Promise<ObjectStore> | undefined

  constructor(options: PromptStoreOptions) {
    const { dir, layout, spool } = options
    const { base, alone } = promptsFolder(layout)
    const kinds = ['prompt', 'promptVersion'] as const
    this.#options = options
    this.#alone = alone
    this.#store = new ObjectStore({ path: join(dir, base), kinds, alone: alone ? kinds : [], othersLast: true, spool })
  }

  /** Takes up what earlier jobs sealed, once. */
  load(): Promise<ObjectStore> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  folderOf(name: string): string {
    return this.#alone ? '' : this.#folders.of(name)
  }

  /** The Python tool reads folders as they sort, and numbers versions anew as they come. */
  folderOfVersion(name: string, version: number): string {
    if (!this.#alone) return `${this.#folders.of(name)}_v${String(version).padStart(5, '0')}`
    const others = [...this.#store.of('promptVersion').sealed.keys()]
    const other = others.find((id) => id !== modelVersionId(name, version))
    if (other === undefined) return ''
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.#options.dir} holds one version, ${other}, not ${version}`)
  }

  /** Writes the summary of the Python tool, and the journal without what is stale. */
  async complete(): Promise<JsonObject> {
    const store = await this.load()
    const [prompts, versions] = [store.of('prompt'), store.of('promptVersion')]
    const [ok, failed] = [versions.sealed.size, versions.failed().length]
    const mlflow = { total_prompts: ok + failed, successful_exports: ok, failed_exports: failed }
    const { layout, system } = this.#options
    // Only an export that is about them has an empty one.
    const wanted = promptsFolder(layout).base === '' || prompts.sealed.size + ok + failed > 0
    const file = this.#alone ? undefined : 'prompts_summary.json'
    if (wanted) await store.complete(file, { system, mlflow })
    return mlflow
  }

  async #load(): Promise<ObjectStore> {
    const store = await this.#store.load()
    for (const { id, folder } of store.of('prompt').sealed.values()) this.#folders.take(folder, id)
    for (const { id, folder } of store.of('promptVersion').sealed.values())
      this.#folders.take(folder.replace(/_v\d+$/, ''), id.slice(0, id.lastIndexOf('/')))
    return store
  }
}

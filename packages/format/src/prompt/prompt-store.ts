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

/** The prompts of an export that is being written: one file per prompt, and one per version. */
export class PromptStore {
  readonly #store: ObjectStore
  readonly #options: PromptStoreOptions
  readonly #alone: boolean
  /** By name of the prompt. The folder of a version begins with the folder name of its prompt. */
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

  /** Loads what earlier jobs sealed, once. */
  load(): Promise<ObjectStore> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  folderOf(name: string): string {
    return this.#alone ? '' : this.#folders.of(name)
  }

  /** The Python tool reads the folders in sorted order and gives new numbers in that order, so the number is padded. */
  folderOfVersion(name: string, version: number): string {
    if (!this.#alone) return `${this.#folders.of(name)}_v${String(version).padStart(5, '0')}`
    const others = [...this.#store.of('promptVersion').sealed.keys()]
    const other = others.find((id) => id !== modelVersionId(name, version))
    if (other === undefined) return ''
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.#options.dir} holds one version, ${other}, not ${version}`)
  }

  /** Writes the summary file of the Python tool, and the final SHA256SUMS. */
  async complete(): Promise<JsonObject> {
    const store = await this.load()
    const [prompts, versions] = [store.of('prompt'), store.of('promptVersion')]
    const [ok, failed] = [versions.sealed.size, versions.failed().length]
    const mlflow = { total_prompts: ok + failed, successful_exports: ok, failed_exports: failed }
    const { layout, system } = this.#options
    // Only an export of prompts has an empty summary.
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

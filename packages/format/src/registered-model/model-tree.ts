import { join, posix } from 'node:path'
import { MlferryError } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { FolderNames } from '../layout/folder-names.ts'
import { foldersIn } from '../layout/folders-in.ts'
import { kindFolderNames, type Layout, modelsFolder } from '../layout/layout.ts'
import { ModelFolder } from './model-folder.ts'

export interface ModelTreeOptions {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
}

/** The registered models of an export that is being written, by name. */
export class ModelTree {
  readonly #options: ModelTreeOptions
  #loaded: Promise<Map<string, ModelFolder>> | undefined
  readonly #folders = new FolderNames()

  constructor(options: ModelTreeOptions) {
    this.#options = options
  }

  models(): Promise<Map<string, ModelFolder>> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  /** The folder of a model, made when there is none. */
  async folder(name: string): Promise<ModelFolder> {
    const models = await this.models()
    const folder = models.get(name) ?? new ModelFolder(this.#newPath(name, models), this.#options.system)
    models.set(name, folder)
    return folder
  }

  /** Writes what is not written yet. Call it when the job ends or stops. */
  async flush(): Promise<void> {
    for (const folder of (await this.#loaded)?.values() ?? []) await folder.flush()
  }

  #newPath(name: string, models: ReadonlyMap<string, ModelFolder>): string {
    const { dir, layout } = this.#options
    const place = modelsFolder(layout)
    const { base, alone } = place
    if (alone && models.size > 0) {
      throw new MlferryError('ERR_EXPORT_LAYOUT', `${dir} holds one model, ${[...models.keys()][0]}, not ${name}`)
    }
    if (alone) return dir
    return join(dir, base, this.#folders.of(name))
  }

  async #load(): Promise<Map<string, ModelFolder>> {
    const { dir, layout, system } = this.#options
    const place = modelsFolder(layout)
    const models = new Map<string, ModelFolder>()
    const { base, alone } = place
    const folders = alone ? [''] : await foldersIn(join(dir, base))
    for (const folder of folders) {
      if (base === '' && kindFolderNames.has(folder)) continue
      const loaded = await new ModelFolder(join(dir, posix.join(base, folder)), system).load()
      const { name } = loaded.model?.object ?? {}
      if (typeof name !== 'string') continue
      models.set(name, loaded)
      this.#folders.take(folder, name)
    }
    return models
  }
}

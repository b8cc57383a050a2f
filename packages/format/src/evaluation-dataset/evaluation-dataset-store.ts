import { join } from 'node:path'
import { type EvaluationDatasetFields, MlferryError, type Spool } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { storedKinds } from '../layout/folder-kinds.ts'
import { FolderNames, folderName } from '../layout/folder-names.ts'
import { evaluationDatasetsFolder, type Layout } from '../layout/layout.ts'
import { readHead } from '../sealed/object-head.ts'
import { ObjectStore } from '../sealed/object-store.ts'
import type { ObjectsOfKind } from '../sealed/objects-of-kind.ts'

export interface EvaluationDatasetStoreOptions {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
  readonly spool: Spool
}

/** The evaluation datasets of an export that is being written, one file each. */
export class EvaluationDatasetStore {
  readonly #store: ObjectStore
  readonly #options: EvaluationDatasetStoreOptions
  readonly #alone: boolean
  readonly #folders = new FolderNames()
  #loaded: Promise<ObjectsOfKind> | undefined

  constructor(options: EvaluationDatasetStoreOptions) {
    const { dir, layout, spool } = options
    const { base, alone } = evaluationDatasetsFolder(layout)
    const kinds = ['evaluationDataset'] as const
    this.#options = options
    this.#alone = alone
    this.#store = new ObjectStore({ path: join(dir, base), kinds, alone: alone ? kinds : [], othersLast: true, spool })
  }

  /** Loads what earlier jobs sealed, once. */
  load(): Promise<ObjectsOfKind> {
    this.#loaded ??= this.#load()
    return this.#loaded
  }

  /** Name of the folder of a dataset. Call `load` first. */
  folderOf(id: string, { name }: EvaluationDatasetFields): string {
    if (!this.#alone) return this.#folders.of(id, `${folderName(name)}_${folderName(id)}`)
    const other = [...this.#store.of('evaluationDataset').sealed.keys()].find((each) => each !== id)
    if (other === undefined) return ''
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.#options.dir} holds one dataset, ${other}, not ${id}`)
  }

  /** Writes the summary file of the Python tool, and the final SHA256SUMS. */
  async complete(): Promise<JsonObject> {
    const objects = await this.load()
    const datasets: JsonObject[] = []
    for (const id of objects.sealed.keys()) {
      const path = join(objects.placesOf(id).final, storedKinds.evaluationDataset.file)
      datasets.push({ name: (await readHead(path))?.name ?? '', dataset_id: id })
    }
    const [ok, failed] = [objects.sealed.size, objects.failed().length]
    const mlflow = { total_datasets: ok + failed, successful_exports: ok, failed_exports: failed, datasets }
    const { layout, system } = this.#options
    // Only an export of datasets has an empty summary.
    const wanted = evaluationDatasetsFolder(layout).base === '' || ok + failed > 0
    const file = this.#alone ? undefined : 'evaluation_datasets_summary.json'
    if (wanted) await this.#store.complete(file, { system, mlflow })
    return mlflow
  }

  async #load(): Promise<ObjectsOfKind> {
    const objects = (await this.#store.load()).of('evaluationDataset')
    for (const { id, folder } of objects.sealed.values()) this.#folders.take(folder, id)
    return objects
  }
}

import { join } from 'node:path'
import { type EvaluationDatasetFields, MlferryError } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { writeJsonFile } from '../json/write-json-file.ts'
import { folderName } from '../layout/folder-name.ts'
import { evaluationDatasetsFolder, type Layout } from '../layout/layout.ts'
import { ObjectFiles, type SealedFile } from '../sealed/object-files.ts'
import { readHead } from '../sealed/object-head.ts'

export interface EvaluationDatasetFilesOptions {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
}

/** The evaluation datasets of a directory that is being written, a file each. */
export class EvaluationDatasetFiles {
  readonly files: ObjectFiles
  readonly #options: EvaluationDatasetFilesOptions
  readonly #alone: boolean

  constructor(options: EvaluationDatasetFilesOptions) {
    const { base, alone } = evaluationDatasetsFolder(options.layout)
    this.#options = options
    this.#alone = alone
    this.files = new ObjectFiles(join(options.dir, base), ownerOf)
  }

  pathOf(id: string, { name }: EvaluationDatasetFields): string {
    if (!this.#alone)
      return `${this.files.folderOf(id, `${folderName(name)}_${folderName(id)}`)}/evaluation_dataset.json`
    const other = this.files.of('evaluationDataset').find((each) => each.id !== id)
    if (!other) return 'evaluation_dataset.json'
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.#options.dir} holds one dataset, ${other.id}, not ${id}`)
  }

  /** Writes the summary of the Python tool, and the journal without what is stale. */
  async complete(): Promise<JsonObject> {
    const files = await this.files.load()
    const { sealed, unsealed } = files
    const failed = [...unsealed].filter((key) => !sealed.has(key)).length
    const datasets: JsonObject[] = []
    for (const { id, path } of sealed.values()) {
      const { name } = (await readHead(join(files.dir, path))) ?? {}
      datasets.push({ name: name ?? '', dataset_id: id })
    }
    const counts = { total_datasets: sealed.size + failed, successful_exports: sealed.size, failed_exports: failed }
    const summary = { ...counts, datasets }
    const { layout, system } = this.#options
    // Only an export that is about them has an empty one.
    if (evaluationDatasetsFolder(layout).base !== '' && sealed.size + failed === 0) return summary
    const others = new Map<string, string>()
    if (!this.#alone) {
      const file = 'evaluation_datasets_summary.json'
      const { sha256 } = await writeJsonFile(join(files.dir, file), { system, mlflow: summary })
      others.set(file, sha256)
    }
    await files.complete(others)
    return summary
  }
}

function ownerOf({ id, path }: SealedFile) {
  return { owner: id, folder: path.split('/')[0] ?? '' }
}

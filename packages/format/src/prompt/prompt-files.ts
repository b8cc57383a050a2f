import { join } from 'node:path'
import { MlferryError, modelVersionId } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { writeJsonFile } from '../json/write-json-file.ts'
import { type Layout, promptsFolder } from '../layout/layout.ts'
import { ObjectFiles, type SealedFile } from '../sealed/object-files.ts'

export interface PromptFilesOptions {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
}

/** The prompts of a directory that is being written: a file for each, and one for each version. */
export class PromptFiles {
  readonly files: ObjectFiles
  readonly #options: PromptFilesOptions
  readonly #alone: boolean

  constructor(options: PromptFilesOptions) {
    const { base, alone } = promptsFolder(options.layout)
    this.#options = options
    this.#alone = alone
    this.files = new ObjectFiles(join(options.dir, base), ownerOf)
  }

  pathOf(name: string): string {
    return this.#alone ? 'prompt_info.json' : `${this.files.folderOf(name)}/prompt_info.json`
  }

  /** The Python tool reads folders as they sort, and numbers versions anew as they come. */
  pathOfVersion(name: string, version: number): string {
    if (!this.#alone) return `${this.files.folderOf(name)}_v${String(version).padStart(5, '0')}/prompt.json`
    const other = this.files.of('promptVersion').find(({ id }) => id !== modelVersionId(name, version))
    if (!other) return 'prompt.json'
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.#options.dir} holds one version, ${other.id}, not ${version}`)
  }

  /** Writes the summary of the Python tool, and the journal without what is stale. */
  async complete(): Promise<JsonObject> {
    const files = await this.files.load()
    const { sealed, unsealed } = files
    const failed = [...unsealed].filter((key) => key.startsWith('promptVersion') && !sealed.has(key)).length
    const ok = files.of('promptVersion').length
    const summary = { total_prompts: ok + failed, successful_exports: ok, failed_exports: failed }
    const { layout, system } = this.#options
    // Only an export that is about them has an empty one.
    if (promptsFolder(layout).base !== '' && sealed.size + failed === 0) return summary
    const others = new Map<string, string>()
    if (!this.#alone) {
      const file = 'prompts_summary.json'
      const { sha256 } = await writeJsonFile(join(files.dir, file), { system, mlflow: summary })
      others.set(file, sha256)
    }
    await files.complete(others)
    return summary
  }
}

function ownerOf({ kind, id, path }: SealedFile) {
  const [folder = ''] = path.split('/')
  if (kind === 'prompt') return { owner: id, folder }
  return { owner: id.slice(0, id.lastIndexOf('/')), folder: folder.replace(/_v\d+$/, '') }
}

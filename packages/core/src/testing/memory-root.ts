import type { ArtifactBody, ArtifactFile, ArtifactRoot } from '../contracts/artifact-root.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { safePath } from '../files/safe-path.ts'

/** Files in memory. */
export class MemoryRoot implements ArtifactRoot {
  readonly uri = 'memory:'
  readonly #files: Map<string, Uint8Array>
  readonly #onPut: () => void

  constructor(files: Map<string, Uint8Array>, onPut: () => void) {
    this.#files = files
    this.#onPut = onPut
  }

  async *list(): AsyncGenerator<ArtifactFile> {
    for (const [path, bytes] of this.#files) yield { path, size: bytes.length }
  }

  async *open(path: string, range: { readonly start: number }): AsyncGenerator<Uint8Array> {
    const bytes = this.#files.get(path)
    if (!bytes) throw new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact ${path}`)
    yield bytes.subarray(range.start)
  }

  async put(file: ArtifactFile, body: ArtifactBody): Promise<ArtifactFile> {
    safePath('/', file.path)
    const chunks: Uint8Array[] = []
    for await (const chunk of body(0)) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    if (file.size !== undefined && file.size !== bytes.length) {
      throw new MlferryError('ERR_ARTIFACT_SIZE', `${file.path} has ${bytes.length} bytes, not ${file.size}`)
    }
    this.#onPut()
    this.#files.set(file.path, bytes)
    return { path: file.path, size: bytes.length }
  }
}

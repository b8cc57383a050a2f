import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'

const bufferSize = 256 * 1024

/** Writes a whole ASCII file, replacing one that is there. Resolves to its checksum. */
export async function writeSummedFile(path: string, text: string): Promise<string> {
  await rm(path, { force: true })
  await using file = await SummedFile.create(path)
  file.append(text)
  return await file.finish()
}

/** A new ASCII file, written piece by piece, that knows its checksum at the end. */
export class SummedFile implements AsyncDisposable {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #text: string[] = []
  #length = 0
  /** Bytes that are not on the disk yet. After a failed write, the next one continues here. */
  #bytes = Buffer.alloc(0)
  #closed = false

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async create(path: string): Promise<SummedFile> {
    return new SummedFile(await open(path, 'wx', 0o600))
  }

  append(text: string): void {
    this.#text.push(text)
    this.#length += text.length
  }

  /** Resolves when the buffer has room for more. */
  async drain(): Promise<void> {
    if (this.#length >= bufferSize || this.#bytes.length > 0) await this.#flush()
  }

  /** On the disk, and closed. */
  async finish(): Promise<string> {
    await this.#flush()
    await this.#handle.datasync()
    await this[Symbol.asyncDispose]()
    return this.#hash.digest('hex')
  }

  async #flush(): Promise<void> {
    await this.#writeBytes()
    this.#bytes = Buffer.from(this.#text.join(''), 'latin1')
    this.#text = []
    this.#length = 0
    this.#hash.update(this.#bytes)
    await this.#writeBytes()
  }

  async #writeBytes(): Promise<void> {
    while (this.#bytes.length > 0) {
      const { bytesWritten } = await this.#handle.write(this.#bytes)
      this.#bytes = this.#bytes.subarray(bytesWritten)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#handle.close()
  }
}

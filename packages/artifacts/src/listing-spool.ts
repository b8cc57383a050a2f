import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SpoolSlot {
  readonly offset: number
  readonly length: number
}

/** Parts of listings on disk: however many objects there are, memory stays small. Gone when disposed. */
export class ListingSpool implements AsyncDisposable {
  #opened: Promise<{ readonly dir: string; readonly file: FileHandle }> | undefined
  #end = 0

  /** Returns where the part is, for `get`. */
  async add(part: unknown): Promise<SpoolSlot> {
    const bytes = Buffer.from(JSON.stringify(part))
    const slot = { offset: this.#end, length: bytes.length }
    this.#end += bytes.length
    const { file } = await this.#open()
    await file.write(bytes, 0, bytes.length, slot.offset)
    return slot
  }

  async get({ offset, length }: SpoolSlot): Promise<unknown> {
    const { file } = await this.#open()
    const { buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset)
    return JSON.parse(buffer.toString())
  }

  #open() {
    this.#opened ??= mkdtemp(join(tmpdir(), 'mlferry-')).then(async (dir) => {
      return { dir, file: await open(join(dir, 'listings'), 'w+') }
    })
    return this.#opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#opened) return
    const { dir, file } = await this.#opened
    await file.close()
    await rm(dir, { recursive: true, force: true })
  }
}

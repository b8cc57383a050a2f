import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Header } from '@mlferry/core'

const flushAt = 1 << 20

/** Headers on disk, in the order they were listed: a plan of a million runs stays small in memory. Gone when disposed. */
export class HeaderSpool implements AsyncDisposable {
  readonly #dir: string
  readonly #file: FileHandle
  #pending: Buffer[] = []
  #pendingBytes = 0
  /** Bytes added, bytes on disk. */
  #added = 0
  #written = 0
  #flushing: Promise<void> = Promise.resolve()

  private constructor(dir: string, file: FileHandle) {
    this.#dir = dir
    this.#file = file
  }

  static async create(scratchDir = tmpdir()): Promise<HeaderSpool> {
    const dir = await mkdtemp(join(scratchDir, 'mlferry-'))
    return new HeaderSpool(dir, await open(join(dir, 'headers'), 'w+'))
  }

  /** Returns where the header is, for `get`. */
  async add(header: Header): Promise<SpoolSlot> {
    const bytes = serialize(header)
    const slot = { offset: this.#added, length: bytes.length }
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
    this.#added += bytes.length
    if (this.#pendingBytes >= flushAt) await this.#flush()
    return slot
  }

  async get(slot: SpoolSlot): Promise<Header> {
    if (slot.offset + slot.length > this.#written) await this.#flush()
    const { buffer } = await this.#file.read(Buffer.allocUnsafe(slot.length), 0, slot.length, slot.offset)
    return deserialize(buffer) as Header
  }

  /** One after the other: several readers may ask at once for what is still on its way to the disk. */
  #flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write())
    return this.#flushing
  }

  async #write(): Promise<void> {
    const bytes = Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    await this.#file.write(bytes, 0, bytes.length, this.#written)
    this.#written += bytes.length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
    await rm(this.#dir, { recursive: true, force: true })
  }
}

export interface SpoolSlot {
  readonly offset: number
  readonly length: number
}

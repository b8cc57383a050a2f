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
  /** Where each header ends. */
  readonly #ends: number[] = []
  /** Bytes on disk. */
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
    const slot = this.#ends.length
    this.#ends.push(this.#startOf(slot) + bytes.length)
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
    if (this.#pendingBytes >= flushAt) await this.#flush()
    return slot
  }

  async get(slot: SpoolSlot): Promise<Header> {
    const [start, end] = [this.#startOf(slot), this.#startOf(slot + 1)]
    if (end > this.#written) await this.#flush()
    const length = end - start
    const { buffer } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, start)
    return deserialize(buffer) as Header
  }

  #startOf(slot: SpoolSlot): number {
    return this.#ends[slot - 1] ?? 0
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

/** Its place among the headers of its spool, from 0 on. */
export type SpoolSlot = number

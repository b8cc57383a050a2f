import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isMissingFile, makeFolder, putFile } from '@mlferry/core'
import { checksumFile } from './checksum.ts'

/** A range of lines in the file, in bytes. */
export interface JournalPiece {
  readonly start: number
  readonly length: number
}

/** The SHA256SUMS of a folder that is being written. Lines are only appended, until the whole file is rewritten. */
export class JournalFile {
  readonly #folder: string
  #tidy: (() => Promise<void>) | undefined
  #ready: Promise<void> | undefined
  #appending: Promise<unknown> = Promise.resolve()
  #torn = false

  constructor(folder: string) {
    this.#folder = folder
  }

  get path(): string {
    return join(this.#folder, checksumFile)
  }

  /** Empty if there is no such file. */
  async read(): Promise<Buffer> {
    return await readFile(this.path).catch(orEmpty)
  }

  /** The text of lines. */
  async text(piece: JournalPiece): Promise<string> {
    await this.ready()
    const { start, length } = piece
    await using handle = await open(this.path)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start)
    return buffer.toString()
  }

  /** `tidy` cleans up after earlier jobs. It is called once, before the first write, so that a job that only reads changes nothing. */
  tidyFirst(tidy: () => Promise<void>): void {
    this.#tidy = tidy
  }

  /** Call it before anything is written into the folder. */
  ready(): Promise<void> {
    this.#ready ??= this.#tidy?.() ?? Promise.resolve()
    return this.#ready
  }

  /** Resolves to the offset of the first byte when the lines are on the disk. Calls may be concurrent. */
  async append(lines: string): Promise<number> {
    await this.ready()
    const appended = this.#appending.then(() => this.#appendNow(Buffer.from(lines)))
    this.#appending = appended.catch(() => {})
    return await appended
  }

  async rewrite(content: string | AsyncIterable<Uint8Array>): Promise<void> {
    await makeFolder(this.#folder, { private: true })
    const { path } = this
    const { signal } = new AbortController()
    const bytes = typeof content === 'string' ? Readable.from([Buffer.from(content)]) : content
    await putFile(path, bytes, { size: undefined, name: path, private: true, signal })
  }

  async #appendNow(lines: Buffer): Promise<number> {
    await makeFolder(this.#folder, { private: true })
    await using handle = await open(this.path, 'a', 0o600)
    const { size } = await handle.stat()
    // A failed write may have left half a line.
    const lead = this.#torn ? '\n' : ''
    this.#torn = true
    await handle.appendFile(Buffer.concat([Buffer.from(lead), lines]))
    await handle.datasync()
    this.#torn = false
    return size + lead.length
  }
}

function orEmpty(error: unknown): Buffer {
  if (isMissingFile(error)) return Buffer.alloc(0)
  throw error
}

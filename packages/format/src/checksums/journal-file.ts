import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isMissingFile, makeFolder, putFile } from '@mlferry/core'
import { checksumFile } from './checksum.ts'

/** Lines of the file, by the bytes that they take. */
export interface JournalPiece {
  readonly start: number
  readonly length: number
}

/** The SHA256SUMS of a folder that is being written: it only grows, until it is rewritten as a whole. */
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

  /** Empty where there is none. */
  async read(): Promise<Buffer> {
    return await readFile(this.path).catch(orEmpty)
  }

  /** Lines that are there. */
  async text(piece: JournalPiece): Promise<string> {
    await this.ready()
    const { start, length } = piece
    await using handle = await open(this.path)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start)
    return buffer.toString()
  }

  /** `tidy` puts in order what earlier jobs left. It is called once, before the first write: who only looks changes nothing. */
  tidyFirst(tidy: () => Promise<void>): void {
    this.#tidy = tidy
  }

  /** To be called before anything is written into the folder. */
  ready(): Promise<void> {
    this.#ready ??= this.#tidy?.() ?? Promise.resolve()
    return this.#ready
  }

  /** Resolves when the lines are on the disk, with the place of their first byte. Calls may be concurrent. */
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
    // After a write that failed there may be half a line.
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

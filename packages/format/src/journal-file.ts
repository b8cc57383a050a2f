import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isMissingFile, putFile } from '@mlferry/core'
import { checksumFile } from './checksums.ts'

/** The SHA256SUMS of a folder that is being written: it only grows, until it is rewritten as a whole. */
export class JournalFile {
  readonly #folder: string
  #appending: Promise<void> = Promise.resolve()
  #torn = false

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Empty where there is none. */
  async read(): Promise<string> {
    return await readFile(join(this.#folder, checksumFile), 'utf8').catch(orEmpty)
  }

  /** Resolves when the lines are on the disk. Calls may be concurrent. */
  async append(lines: string): Promise<void> {
    const appended = this.#appending.then(() => this.#appendNow(lines))
    this.#appending = appended.catch(() => {})
    await appended
  }

  async rewrite(text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const path = join(this.#folder, checksumFile)
    const { signal } = new AbortController()
    await putFile(path, Readable.from([Buffer.from(text)]), { size: undefined, name: path, signal })
  }

  async #appendNow(lines: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await using handle = await open(join(this.#folder, checksumFile), 'a')
    // After a write that failed there may be half a line.
    const text = this.#torn ? `\n${lines}` : lines
    this.#torn = true
    await handle.appendFile(text)
    await handle.datasync()
    this.#torn = false
  }
}

function orEmpty(error: unknown): string {
  if (isMissingFile(error)) return ''
  throw error
}

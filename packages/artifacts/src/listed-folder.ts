import type { Spool, SpoolPlace } from '@mlferry/core'

export interface ListedObject {
  /** The whole key. */
  readonly key: string
  /** Bytes. */
  readonly size: number
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[]
  /** undefined: this was the last one. */
  readonly next: string | undefined
}

type ReadPage = (token: string | undefined) => Promise<ObjectPage>

interface Block {
  /** As text: a small buffer would keep eight KiB around it. */
  readonly first: string
  readonly slot: SpoolPlace
}

/** Objects that are read together from the disk: a run has a few. */
const blockSize = 200

/**
 * The listing of a folder that holds many roots, such as an experiment's, in the order of keys: read as far as somebody needs it, a
 * page a request, and kept on disk. In memory is one key for 200 objects.
 */
export class ListedFolder {
  readonly uri: string
  readonly #spool: Spool
  readonly #blocks: Block[] = []
  #requests = 0
  #token: string | undefined
  #last: Buffer | undefined
  #complete = false
  /** The store does not list in the order of keys, or not this folder. */
  #unfit = false
  #growing: Promise<unknown> = Promise.resolve()

  constructor(uri: string, spool: Spool) {
    this.uri = uri
    this.#spool = spool
  }

  /** Roots below are about to be listed: as many requests as they would take may go into the listing of all. */
  expect(roots: number): void {
    // One alone is listed by itself.
    if (roots > 1) this.#requests += roots
  }

  /** undefined: the listing does not get as far for the requests that it may take. */
  async objectsBelow(
    prefix: string,
    readPage: ReadPage,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ListedObject> | undefined> {
    const start = Buffer.from(prefix)
    const reached = this.#growing.then(() => this.#growPast(start, readPage, signal))
    this.#growing = reached.catch(() => {})
    return (await reached) ? this.#read(prefix, start) : undefined
  }

  async #growPast(start: Buffer, readPage: ReadPage, signal: AbortSignal): Promise<boolean> {
    while (!this.#unfit && !this.#complete && !isPast(this.#last, start)) {
      if (this.#requests === 0) return false
      this.#requests--
      try {
        this.#add(await readPage(this.#token))
      } catch {
        signal.throwIfAborted()
        // A folder may be refused where the roots in it are not. Listed one by one, they say themselves what is wrong.
        this.#unfit = true
      }
    }
    return !this.#unfit
  }

  #add({ objects, next }: ObjectPage): void {
    for (const { key } of objects) {
      const bytes = Buffer.from(key)
      if (this.#last !== undefined && this.#last.compare(bytes) >= 0) this.#unfit = true
      this.#last = bytes
    }
    if (this.#unfit) return
    for (let at = 0; at < objects.length; at += blockSize) {
      const block = objects.slice(at, at + blockSize)
      const slot = this.#spool.add(block.map(({ key, size }) => [key, size]))
      this.#blocks.push({ first: block[0]?.key ?? '', slot })
    }
    this.#token = next
    this.#complete = next === undefined
  }

  async *#read(prefix: string, start: Buffer): AsyncGenerator<ListedObject> {
    for (let at = this.#blockBefore(start); at < this.#blocks.length; at++) {
      const block = this.#blocks[at]
      if (block === undefined || isPast(Buffer.from(block.first), start)) return
      for (const [key, size] of this.#spool.get<[string, number][]>(block.slot)) {
        if (key.startsWith(prefix)) yield { key, size }
      }
    }
  }

  /** The last block that begins before. */
  #blockBefore(start: Buffer): number {
    let [low, high] = [0, this.#blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (Buffer.from(this.#blocks[middle]?.first ?? '').compare(start) < 0) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }
}

/** Whether a key comes after all keys that begin so. Stores compare bytes, which is not how JavaScript compares text. */
function isPast(key: Buffer | undefined, start: Buffer): boolean {
  return key !== undefined && key.subarray(0, start.length).compare(start) > 0
}

import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { markFatal } from '../errors/error-questions.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { fromPlainText, toPlainText } from '../objects/plain-data.ts'

/** How much waits to be written together, and how much is read at once, bytes. */
const [tailSize, windowSize] = [256 * 1024, 16 * 1024]
const windowCount = 8

const lengthSize = 4

/** Where a value is in its spool. */
export type SpoolPlace = number

/**
 * Values of which there may be millions, on disk: however many there are, they take no memory. Plain data: maps, arrays, objects,
 * numbers, bigint, text, undefined. A few values never reach the disk. Calls return when all is done: what they read is nearly always in the system's cache, and
 * less than a wait for it.
 */
export class Spool implements Disposable {
  readonly #dir: string
  #file: number | undefined
  /** Bytes in the file. What comes after them is in the tail. */
  #written = 0
  #tail: Buffer = Buffer.alloc(0)
  #tailLength = 0
  /** What was read last: lists that are passed through side by side have one each. */
  readonly #windows: Window[] = []
  #oldest = 0

  constructor(dir = tmpdir()) {
    this.#dir = dir
  }

  add(value: unknown): SpoolPlace {
    const text = toPlainText(value)
    const length = Buffer.byteLength(text)
    const size = lengthSize + length
    if (this.#tailLength + size > this.#tail.length) this.#makeRoom(size)
    const place = this.#written + this.#tailLength
    this.#tail.writeUInt32LE(length, this.#tailLength)
    this.#tail.write(text, this.#tailLength + lengthSize)
    this.#tailLength += size
    return place
  }

  get<T>(place: SpoolPlace): T {
    const length = this.#bytes(place, lengthSize).readUInt32LE()
    return fromPlainText(this.#bytes(place + lengthSize, length).toString()) as T
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #makeRoom(size: number): void {
    this.#writeTail()
    this.#written += this.#tailLength
    this.#tailLength = 0
    const wanted = Math.max(size, tailSize)
    if (this.#tail.length !== wanted) this.#tail = Buffer.allocUnsafe(wanted)
  }

  #writeTail(): void {
    try {
      this.#file ??= openNameless(this.#dir)
      for (let done = 0; done < this.#tailLength; ) {
        done += writeSync(this.#file, this.#tail, done, this.#tailLength - done, this.#written + done)
      }
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      const hint = 'Free some space, or set TMPDIR to a folder that you can write to.'
      throw markFatal(
        new MlferryError('ERR_TEMP_FOLDER', `No temporary file can be written in ${this.#dir} (${code}).`, {
          hint,
          cause,
        }),
      )
    }
  }

  #bytes(start: number, length: number): Buffer {
    if (start >= this.#written) return this.#tail.subarray(start - this.#written, start - this.#written + length)
    for (const window of this.#windows) {
      const at = start - window.start
      if (at >= 0 && at + length <= window.length) return window.bytes.subarray(at, at + length)
    }
    return this.#read(start, length)
  }

  #read(start: number, length: number): Buffer {
    const size = Math.min(Math.max(length, windowSize), this.#written - start)
    const before = this.#windows[this.#oldest]?.bytes
    const bytes =
      before?.length === windowSize && size <= windowSize ? before : Buffer.allocUnsafe(Math.max(size, windowSize))
    for (let done = 0; done < size; ) done += readSync(this.#file as number, bytes, done, size - done, start + done)
    this.#windows[this.#oldest] = { start, length: size, bytes }
    this.#oldest = (this.#oldest + 1) % windowCount
    return bytes.subarray(0, length)
  }
}

interface Window {
  readonly start: number
  readonly length: number
  readonly bytes: Buffer
}

/** A file that only this process has: it is gone with it, however it ends. */
function openNameless(dir: string): number {
  const path = join(dir, `mlferry-${randomUUID()}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}

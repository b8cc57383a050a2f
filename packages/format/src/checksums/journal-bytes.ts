import { type FileHandle, open } from 'node:fs/promises'
import { InternalError, isMissingFile, readFileBytes } from '@mlferry/core'

/** From the first byte to before the second one. */
export type ByteRange = readonly [from: number, to: number]

/**
 * What a journal says, however large it is: in its file, or, where that has to be sorted first, in memory. A piece is good only until the
 * next one is asked for.
 */
export interface JournalBytes {
  all(): AsyncIterable<Uint8Array>
  ranges(ranges: Iterable<ByteRange>): AsyncIterable<Uint8Array>
}

export function bytesInMemory(content: Buffer): JournalBytes {
  return {
    async *all() {
      yield content
    },
    async *ranges(ranges) {
      for (const [from, to] of ranges) yield content.subarray(from, to)
    },
  }
}

/** Empty if there is no such file. */
export function bytesInFile(path: string): JournalBytes {
  return { all: () => allOf(path), ranges: (ranges) => rangesOf(path, ranges) }
}

async function* allOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readFileBytes(path, { reuse: true })
  } catch (error) {
    if (!isMissingFile(error)) throw error
  }
}

const readAtOnce = 256 * 1024

async function* rangesOf(path: string, ranges: Iterable<ByteRange>): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(readAtOnce)
  let [window, start] = [buffer.subarray(0, 0), 0]
  // Opened at the first range. Without ranges the file need not exist.
  let file: FileHandle | undefined
  try {
    for (const [from, to] of ranges) {
      for (let at = from; at < to; ) {
        if (at < start || at >= start + window.length) {
          file ??= await open(path)
          const { bytesRead } = await file.read(buffer, 0, readAtOnce, at)
          if (bytesRead === 0) throw new InternalError(`${path} ends before ${to}`)
          window = buffer.subarray(0, bytesRead)
          start = at
        }
        const piece = window.subarray(at - start, to - start)
        yield piece
        at += piece.length
      }
    }
  } finally {
    await file?.close()
  }
}

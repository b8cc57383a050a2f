import { open } from 'node:fs/promises'

const largestPiece = 256 * 1024

export interface ReadFileBytesOptions {
  /** The first byte. */
  readonly start?: number
  /** A piece is good only until the next one is asked for: the memory of a large file is that of one piece, without waiting for a collector. */
  readonly reuse?: boolean
}

/** The bytes of a file, in pieces no larger than what is left: a stream would take its full buffer twice for every small file. */
export async function* readFileBytes(
  path: string,
  { start = 0, reuse = false }: ReadFileBytesOptions = {},
): AsyncGenerator<Uint8Array> {
  await using handle = await open(path)
  const { size } = await handle.stat()
  let piece = Buffer.alloc(0)
  for (let position = start; ; ) {
    // One byte more than there should be, so that a file that grew meanwhile is read to its end.
    const length = Math.min(largestPiece, Math.max(0, size - position) + 1)
    if (!reuse || piece.length < length) piece = Buffer.allocUnsafe(length)
    const { bytesRead } = await handle.read(piece, 0, length, position)
    if (bytesRead === 0) return
    yield piece.subarray(0, bytesRead)
    position += bytesRead
  }
}

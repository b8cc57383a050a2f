import { open } from 'node:fs/promises'

const largestPiece = 256 * 1024

/** The bytes of a file from `start` on, in pieces no larger than what is left: a stream would take its full buffer twice for every small file. */
export async function* readFileBytes(path: string, start = 0): AsyncGenerator<Uint8Array> {
  await using handle = await open(path)
  const { size } = await handle.stat()
  for (let position = start; ; ) {
    // One byte more than there should be, so that a file that grew meanwhile is read to its end.
    const length = Math.min(largestPiece, Math.max(0, size - position) + 1)
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}

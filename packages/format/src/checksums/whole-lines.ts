import { MlferryError } from '@mlferry/core'

/** In bytes. Each line holds a path, and no path is as long as this. */
const longestLine = 1 << 20
const newline = 10

/** Passes bytes on in pieces that end with a newline. Drops a last line without one. Throws ERR_EXPORT_INVALID for a line over 1 MiB. */
export async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const piece of bytes) {
    const text = Buffer.concat([rest, piece])
    const end = text.lastIndexOf('\n') + 1
    rest = text.subarray(end)
    if (end > 0) yield text.subarray(0, end)
    if (rest.length > longestLine) throw endless()
  }
}

/** Passes bytes on as they are. Throws ERR_EXPORT_INVALID for a line over 1 MiB. */
export async function* refuseEndlessLine(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const piece of bytes) {
    const end = piece.lastIndexOf(newline) + 1
    length = end > 0 ? piece.length - end : length + piece.length
    if (length > longestLine) throw endless()
    yield piece
  }
}

function endless(): MlferryError {
  return new MlferryError('ERR_EXPORT_INVALID', 'A line has no end')
}

import { MlferryError } from '@mlferry/core'

/** Bytes. Longer than any path. */
const longestLine = 1 << 20
const newline = 10

/** The same bytes in pieces that end with a newline. A last line without one is left out. Throws ERR_EXPORT_INVALID for an endless line. */
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

/** The same bytes. Throws ERR_EXPORT_INVALID for an endless line. */
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

import { MlferryError } from '@mlferry/core'

/** Longer than any path, bytes. */
const longestLine = 1 << 20

/** The same bytes, cut behind a newline. What comes after the last one is left out. Throws ERR_EXPORT_INVALID for a line without end. */
export async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const piece of bytes) {
    const text = Buffer.concat([rest, piece])
    const end = text.lastIndexOf('\n') + 1
    rest = text.subarray(end)
    if (end > 0) yield text.subarray(0, end)
    if (rest.length > longestLine) throw new MlferryError('ERR_EXPORT_INVALID', 'A line has no end')
  }
}

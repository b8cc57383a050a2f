import { MlferryError } from '@mlferry/core'

/** Bytes. Longer than any path. */
const longestLine = 1 << 20

/** The same bytes in pieces that end with a newline. A last line without one is left out. Throws ERR_EXPORT_INVALID for an endless line. */
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

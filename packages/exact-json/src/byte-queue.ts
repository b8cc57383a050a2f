export interface ByteQueue {
  /** Keeps a copy: the caller may reuse its buffer. */
  add(bytes: Uint8Array, offset: number): void
  /** Offset in the input of the first byte kept. */
  start(): number
  /** Everything kept, in brackets; empties the queue. */
  take(): Buffer
}

const open = Buffer.from('[')
const close = Buffer.from(']')

/** Bytes of items whose end has not come yet. Joined once, so an item over many chunks costs linear time. */
export function byteQueue(): ByteQueue {
  let parts: Uint8Array[] = []
  let size = 0
  let start = 0
  return {
    add(bytes, offset) {
      if (size === 0) start = offset
      if (bytes.length > 0) parts.push(Buffer.from(bytes))
      size += bytes.length
    },
    start: () => start,
    take() {
      const all = Buffer.concat([open, ...parts, close])
      parts = []
      size = 0
      return all
    },
  }
}

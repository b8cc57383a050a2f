/** The same bytes; throws `tooLarge()` as soon as more than `most` came, so that an endless body ends early. */
export async function* boundedBytes(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
  tooLarge: () => Error,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > most) throw tooLarge()
    yield chunk
  }
}

/** All bytes at once, with the same limit. */
export async function readBounded(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(boundedBytes(bytes, most, tooLarge)))
}

/** A body that brings fewer bytes in that time of waiting for it makes no progress. */
export interface SlowestRate {
  readonly bytes: number
  readonly milliseconds: number
}

/** Far below any line that a job could use: a byte a second, or a chunk now and then to keep a connection open. */
export const slowestRate: SlowestRate = { bytes: 4096, milliseconds: 240_000 }

/**
 * The same bytes; throws `tooSlow()` once a body makes no progress. Only time spent waiting for bytes counts, so a slow disk or a busy
 * reader is no fault of the server.
 */
export async function* steadyBytes(
  body: AsyncIterable<Uint8Array>,
  { bytes, milliseconds }: SlowestRate,
  tooSlow: () => Error,
): AsyncGenerator<Uint8Array> {
  let waited = 0
  let came = 0
  let began = performance.now()
  for await (const chunk of body) {
    waited += performance.now() - began
    came += chunk.length
    if (waited >= milliseconds) {
      if (came < bytes) throw tooSlow()
      waited = came = 0
    }
    yield chunk
    began = performance.now()
  }
}

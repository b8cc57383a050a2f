import type { Readable } from 'node:stream'
import { connectionError, idleError, slowError } from '../errors/connection-error.ts'
import type { UploadBody } from './call.ts'
import { type SlowestRate, steadyBytes } from './steady-bytes.ts'

export interface Body extends AsyncIterable<Uint8Array> {
  discard(): void
}

interface Where {
  readonly method: string
  /** Without secrets. */
  readonly url: string
  readonly timeout: number
}

interface Reading extends Where {
  readonly slowest: SlowestRate
  readonly signal: AbortSignal
  readonly after: () => void
}

/** Bytes of an answer. Time-out and rate count only while somebody waits for bytes: a slow reader is no fault of the server. */
export function readBody(stream: Readable, reading: Reading): Body {
  return { [Symbol.asyncIterator]: () => read(stream, reading), discard: () => stream.destroy() }
}

async function* read(
  stream: Readable,
  { timeout, slowest, method, url, signal, after }: Reading,
): AsyncGenerator<Uint8Array> {
  const chunks = steadyBytes(stream, slowest, () => slowError(slowest, { method, url }))
  try {
    for (;;) {
      const timer = setTimeout(() => stream.destroy(idleError(timeout, { method, url })), timeout)
      const next = await chunks.next().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    signal.throwIfAborted()
    throw connectionError(error, { method, url })
  } finally {
    stream.destroy()
    after()
  }
}

export interface SendingBody {
  readonly bytes: AsyncIterable<Uint8Array>
  /** What the source of the body threw. */
  fault(): unknown
  onStuck(stop: (error: Error) => void): void
}

/** Bytes of an upload. Fails when the server takes none for `timeout`; however slow their source is. */
export function sendBody(upload: UploadBody, { timeout, method, url }: Where): SendingBody {
  let fault: unknown
  let stop: (error: Error) => void = () => {}
  const onStuck = (given: typeof stop) => {
    stop = given
  }
  return { bytes: bytes(), fault: () => fault, onStuck }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    let timer: NodeJS.Timeout | undefined
    try {
      for await (const chunk of upload.open(0)) {
        timer = setTimeout(() => stop(idleError(timeout, { method, url })), timeout)
        yield chunk
        clearTimeout(timer)
      }
    } catch (error) {
      fault = error
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

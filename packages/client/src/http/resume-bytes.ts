import { createHash } from 'node:crypto'
import { MlferryError } from '@mlferry/core'
import { ConnectionError } from '../errors/connection-error.ts'

export interface Resumable {
  /** Asks for the bytes from `start` on; a server may begin earlier, and says where. Its errors are final. */
  readonly open: (start: number) => Promise<{ readonly start: number; readonly bytes: AsyncIterable<Uint8Array> }>
  readonly start: number
  /** So many bytes are progress: fewer do not make up for a failure. */
  readonly least: number
  /** For messages. */
  readonly what: string
  /** Waits before asking again after so many failures without getting any further, or throws the error. */
  readonly retry: (failures: number, error: ConnectionError) => Promise<void>
}

/**
 * Bytes that go on after a cut. Where the server starts over, what came before is read again, compared and dropped:
 * ERR_ANSWER_CHANGED when it differs, because then two halves would not fit.
 */
export async function* resumeBytes({ open, start, least, what, retry }: Resumable): AsyncGenerator<Uint8Array> {
  const given = createHash('sha256')
  let at = start
  for (let failures = 0; ; ) {
    const from = at
    // Not in the try: what cannot even begin was tried often enough.
    const answer = await open(at)
    try {
      let position = answer.start
      let same = position === from
      const again = createHash('sha256')
      for await (const chunk of answer.bytes) {
        const old = chunk.subarray(0, Math.max(at - position, 0))
        const fresh = chunk.subarray(old.length)
        again.update(old.subarray(Math.max(start - position, 0)))
        position += chunk.length
        same ||= position >= from && again.copy().digest().equals(given.copy().digest())
        if (position >= from && !same) throw changed(what)
        if (fresh.length === 0) continue
        given.update(fresh)
        at += fresh.length
        yield fresh
      }
      if (!same || position < at) throw changed(what)
      return
    } catch (error) {
      if (!(error instanceof ConnectionError) || !error.sent) throw error
      failures = at - from >= least ? 1 : failures + 1
      await retry(failures, error)
    }
  }
}

function changed(what: string): MlferryError {
  return new MlferryError('ERR_ANSWER_CHANGED', `${what} gave other bytes after its connection was cut`, {
    hint: 'Somebody wrote to it at the same time. Try again.',
  })
}

import { Readable } from 'node:stream'
import { isHttpError } from '../errors/http-error.ts'
import type { Call } from '../http/call.ts'
import type { Answer } from '../http/transport.ts'
import type { Caller } from './caller.ts'

/** The bytes of a file from `start` on, which may be its size; goes on by itself after a cut. */
export async function* downloadFile(
  { requestStream, resumeBytes }: Caller,
  { call, start }: { readonly call: Call; readonly start: number },
): AsyncGenerator<Uint8Array> {
  let etag: string | undefined
  const open = async (from: number) => {
    // Compressed bytes could not be taken up in the middle. A server that has another file now sends all of it: then bytes differ.
    const range = from > 0 && { range: `bytes=${from}-`, ...(etag !== undefined && { 'if-range': etag }) }
    const headers = { 'accept-encoding': 'identity', ...range }
    try {
      const answer = await requestStream({ ...call, headers })
      etag ??= strongTag(answer)
      return { start: startOf(answer), bytes: answer.body }
    } catch (error) {
      if (isHttpError(error) && error.status === 416) return { start: from, bytes: Readable.from([]) }
      throw error
    }
  }
  yield* resumeBytes(call, { open, start })
}

/** Up to 3.4 at least, MLflow's own server ignores Range and answers 200 with the whole file. */
function startOf({ status, headers }: Answer): number {
  const [, start] = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? '')) ?? []
  return status === 206 && start !== undefined ? Number(start) : 0
}

function strongTag({ headers }: Answer): string | undefined {
  const { etag } = headers
  return typeof etag === 'string' && etag.startsWith('"') ? etag : undefined
}

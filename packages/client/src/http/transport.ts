import { once } from 'node:events'
import { Readable } from 'node:stream'
import { redact } from '@mlferry/core'
import got from 'got'
import type { OutgoingRequest } from '../auth/auth-provider.ts'
import { connectionError } from '../errors/connection-error.ts'
import type { TlsSettings } from '../settings/tls-settings.ts'
import type { Agents } from './agents.ts'
import { type Body, readBody, sendBody } from './body.ts'
import type { UploadBody } from './call.ts'
import type { SlowestRate } from './steady-bytes.ts'

/** An answer whose head has come. Its body is read once, or discarded. */
export interface Answer {
  readonly status: number
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Body
}

export interface Transport {
  readonly agents: Agents
  readonly tls: TlsSettings
  readonly timeout: number
  readonly slowest: SlowestRate
}

export interface Attempt {
  readonly request: OutgoingRequest
  readonly upload: UploadBody | undefined
  /** On a connection of its own: one that was kept alive may be cut by the server just as it is used. */
  readonly fresh: boolean
  readonly signal: AbortSignal
}

/** Sends a request once; no retry, no redirect. Rejects with a ConnectionError, or what the upload's source throws. */
export async function sendOnce({ request, upload, fresh, signal }: Attempt, transport: Transport): Promise<Answer> {
  const { timeout, slowest, tls, agents } = transport
  const { method, url } = request
  const shown = redact(url.href, 300)
  const sent = upload && sendBody(upload, { timeout, method, url: shown })
  const source = sent && Readable.from(sent.bytes, { objectMode: false, highWaterMark: 256 * 1024 })
  const stream = got.stream(url, {
    method: method as 'GET',
    headers: { ...request.headers, ...(upload && { 'content-length': String(upload.size) }) },
    ...bodyOf(request, source),
    agent: fresh ? agents.fresh : agents.kept,
    https: {
      rejectUnauthorized: tls.rejectUnauthorized,
      ...(tls.ca && { certificateAuthority: [...tls.ca] }),
      ...(tls.clientPem !== undefined && { certificate: tls.clientPem, key: tls.clientPem }),
    },
    timeout: { lookup: timeout, connect: timeout, secureConnect: timeout, response: timeout },
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    signal,
  })
  // After the answer's head errors come out of the body; one more, after that, must not end the process.
  stream.on('error', () => {})
  sent?.onStuck((error) => stream.destroy(error))
  try {
    const [response] = await once(stream, 'response')
    const body = readBody(stream, { timeout, slowest, method, url: shown, signal, after: () => source?.destroy() })
    return { status: response.statusCode, url: url.href, method, headers: response.headers, body }
  } catch (error) {
    source?.destroy()
    stream.destroy()
    signal.throwIfAborted()
    throw sent?.fault() ?? connectionError(error, { method, url: shown })
  }
}

function bodyOf({ method, body }: OutgoingRequest, source: Readable | undefined): { body?: Readable | Buffer } {
  if (source !== undefined) return { body: source }
  if (body.type === 'bytes') return { body: Buffer.from(body.bytes) }
  // Without one, got waits for somebody to write it.
  return method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.alloc(0) }
}

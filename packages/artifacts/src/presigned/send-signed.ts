import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SignedAddress } from '@mlferry/client'
import { boundedBytes, isMlferryError, MlferryError, redact } from '@mlferry/core'
import type { S3End } from '../s3/s3-end.ts'

export interface SignedRequest {
  readonly method: 'GET' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Readable
}

export interface SignedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Readable
}

export interface SignedCall {
  /** Asked for each attempt: an address lasts for minutes only. */
  readonly address: () => Promise<SignedAddress>
  readonly request: () => SignedRequest
  readonly end: S3End
  readonly signal: AbortSignal
  /** For messages. */
  readonly what: string
}

const mostFailures = 7

/** Bytes of an answer that is an error. */
const longestRefusal = 64 * 1024

/** Sends a request to a signed address, again after faults of the moment. Resolves with whatever S3 says in the end. */
export async function sendSigned(call: SignedCall): Promise<SignedAnswer> {
  const { address, signal, what } = call
  for (let failures = 1; ; failures++) {
    const to = await address()
    const answer = await sendOnce(to, call).catch((error: Error & { code?: string }) => {
      signal.throwIfAborted()
      if (isMlferryError(error)) throw error
      // The error of the HTTP library holds the address, and that is a secret.
      if (failures > mostFailures) throw new MlferryError('ERR_S3', redact(`${what}: ${error.message}`, 300))
      return undefined
    })
    const passing = answer === undefined || answer.status >= 500 || answer.status === 408 || answer.status === 429
    if (!passing || failures > mostFailures) return answer as SignedAnswer
    answer?.body.destroy()
    await sleep(Math.random() * 250 * 2 ** failures, undefined, { signal })
  }
}

/** What S3 said instead of doing it. */
export async function signedRefusal({ status, body }: SignedAnswer, what: string): Promise<MlferryError> {
  const [, name = ''] = /<Code>(\w+)<\/Code>/.exec(await readRefusal(body)) ?? []
  const code = status === 403 ? 'ERR_ARTIFACTS_FORBIDDEN' : 'ERR_S3'
  return new MlferryError(code, redact(`${what}: the address signed by the server answers ${status} ${name}`, 300), {
    hint: "It carries the permissions of the server's own role at S3: these have to allow it.",
  })
}

async function readRefusal(body: Readable): Promise<string> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of boundedBytes(body, longestRefusal, () => new Error('too long'))) chunks.push(chunk)
  } catch {
    // What came of it may name the reason all the same.
  }
  return Buffer.concat(chunks).toString()
}

/** Nothing of this end's identity goes with it: the address carries its permission itself. */
async function sendOnce(
  { presigned_url: url, headers: demanded = {} }: SignedAddress,
  { request, end: { agents, settings }, signal }: SignedCall,
): Promise<SignedAnswer> {
  const { default: got } = await import('got')
  const { method, headers, body } = request()
  const { timeout } = settings
  const stream = got.stream(url, {
    method,
    headers: { ...demanded, ...headers },
    ...(body && { body }),
    agent: { http: agents.httpAgent, https: agents.httpsAgent },
    timeout: { lookup: timeout, connect: timeout, secureConnect: timeout, socket: timeout, response: timeout },
    decompress: false,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    signal,
  })
  // After the answer's head errors come out of the body; one more, after that, must not end the process.
  stream.on('error', () => {})
  let fault: unknown
  body?.on('error', (error) => {
    fault = error
  })
  try {
    const [response] = await once(stream, 'response')
    return { status: response.statusCode, headers: response.headers, body: stream }
  } catch (error) {
    stream.destroy()
    throw fault ?? error
  } finally {
    body?.destroy()
  }
}

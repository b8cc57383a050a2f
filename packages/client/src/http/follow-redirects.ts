import type { AuthSession, OutgoingBody, OutgoingRequest } from '../auth/auth-provider.ts'
import { answerError } from '../errors/answer-error.ts'
import type { Call } from './call.ts'
import { type Answer, sendOnce, type Transport } from './transport.ts'

export interface Signing {
  readonly session: AuthSession
  readonly transport: Transport
  readonly followRedirects: boolean
  /** Sent to the server itself, and to no other host. */
  readonly headers: Readonly<Record<string, string>>
}

export interface FinalCall {
  readonly call: Call
  readonly url: URL
  readonly body: OutgoingBody
  readonly fresh: boolean
  readonly signal: AbortSignal
  /** Awaited last, before each request goes out. */
  readonly beforeSend: () => Promise<void> | undefined
}

const mostRedirects = 10

/**
 * Signs and sends, following redirects with method and body kept: a POST that silently became a GET would do something else.
 * What proves identity goes to the server's own host only, and so does everything that is written.
 */
export async function sendSigned(final: FinalCall, signing: Signing): Promise<Answer> {
  const { call, url, body, fresh, signal, beforeSend } = final
  const { session, transport, followRedirects } = signing
  let target = url
  let own = true
  for (let redirects = 0; ; redirects++) {
    own &&= isSameHost(session.baseUrl, target)
    const plain = { 'user-agent': 'mlferry', 'accept-encoding': 'gzip, deflate, br', ...typeOf(body), ...call.headers }
    const bare: OutgoingRequest = {
      method: call.method,
      url: target,
      headers: { ...plain, ...(own && signing.headers) },
      body,
    }
    const request = own ? { ...bare, headers: { ...bare.headers, ...(await session.sign(bare)) } } : bare
    await beforeSend()
    signal.throwIfAborted()
    const answer = await sendOnce({ request, upload: call.body, fresh, signal }, transport)
    const next = redirectTarget(answer, target)
    if (next === undefined) return answer
    const reads = call.method === 'GET' || call.method === 'HEAD'
    const allowed = reads || (answer.status !== 303 && own && isSameHost(session.baseUrl, next))
    if (!followRedirects || !allowed || redirects >= mostRedirects) {
      answer.body.discard()
      const text = `to ${next.origin}${next.pathname}`
      throw answerError({ method: call.method, url: target.href, status: answer.status, contentType: '', text })
    }
    answer.body.discard()
    target = next
  }
}

function typeOf(body: OutgoingBody): Readonly<Record<string, string>> {
  if (body.type === 'none') return {}
  return { 'content-type': body.type === 'bytes' ? 'application/json' : 'application/octet-stream' }
}

function redirectTarget({ status, headers }: Answer, from: URL): URL | undefined {
  const { location } = headers
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== 'string') return undefined
  const next = URL.parse(location, from.href)
  return next !== null && /^https?:$/.test(next.protocol) ? next : undefined
}

/** Same host and port, or the same host gone from http to https on their usual ports. */
function isSameHost(base: URL, next: URL): boolean {
  if (base.hostname !== next.hostname) return false
  if (base.protocol === next.protocol) return base.port === next.port
  return base.protocol === 'http:' && base.port === '' && next.port === ''
}

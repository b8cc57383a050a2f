import { type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Listening, listen } from './listen.ts'
import type { Sessions } from './sagemaker-sessions.ts'
import { type Refusal, refusalOfRoute, type SagemakerSwitches } from './sagemaker-switches.ts'
import { verifySignature } from './verify-signature.ts'

export interface SagemakerGateOptions {
  /** Where requests go that are let through. */
  readonly target: string
  readonly arn: string
  /** The header that names the ARN. */
  readonly arnHeader: string
  /** What requests are signed for. */
  readonly service: string
  readonly region: string
  readonly sessions: Sessions
  /** How many milliseconds its clock is ahead. Asked for each request. */
  readonly clockOffset: () => number
  /** Asked for each request: they may change. */
  readonly switches: () => SagemakerSwitches
}

export interface GateRecord {
  readonly method: string
  readonly path: string
  readonly accessKeyId: string | undefined
  /** Why it was refused, in the words of the answer. */
  readonly refusal: string | undefined
}

export interface SagemakerGate extends Listening {
  /** Every request, also the refused ones. */
  readonly requests: readonly GateRecord[]
}

/** The door of the service: whoever does not sign as AWS wants it is refused with 403. */
export async function startSagemakerGate(options: SagemakerGateOptions): Promise<SagemakerGate> {
  const requests: GateRecord[] = []
  const server = await listen(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/' } = incoming
    try {
      const body = await buffer(incoming)
      const { accessKeyId, refusal } = await judge(incoming, body, options)
      requests.push({ method, path, accessKeyId, refusal: refusal?.message })
      if (refusal) refuse(outgoing, refusal, options.clockOffset())
      else await passOn({ incoming, outgoing, body, target: options.target })
    } catch {
      outgoing.destroy()
    }
  })
  return { ...server, requests }
}

interface Judgement {
  readonly accessKeyId: string | undefined
  readonly refusal: Refusal | undefined
}

async function judge(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Uint8Array,
  { arn, arnHeader, service, region, sessions, clockOffset, switches }: SagemakerGateOptions,
): Promise<Judgement> {
  const signed = { method, url, headers, body }
  const now = new Date(Date.now() + clockOffset())
  const expected = { service, region, now, credentials: sessions.find, signedHeaders: [arnHeader] }
  const { accessKeyId, refusal } = await verifySignature(signed, expected)
  const denied = (message: string, type = 'AccessDeniedException') => ({
    accessKeyId,
    refusal: { status: 403, message, type },
  })
  if (refusal !== undefined) return denied(refusal, typeOf(refusal))
  if (accessKeyId === undefined || !sessions.use(accessKeyId)) {
    return denied('The security token included in the request is expired', 'ExpiredTokenException')
  }
  const user = sessions.find(accessKeyId)
  if (headers[arnHeader] !== arn || user?.allowed === false) return denied('Request is not authorized')
  return { accessKeyId, refusal: refusalOfRoute({ method, path: url, body }, switches()) }
}

function typeOf(refusal: string): string {
  if (refusal.startsWith('Missing')) return 'MissingAuthenticationTokenException'
  if (refusal.startsWith('The security token')) return 'UnrecognizedClientException'
  return 'InvalidSignatureException'
}

function refuse(outgoing: ServerResponse, { status, message, type = '' }: Refusal, clockOffset: number): void {
  // A server without a route answers with a page; MLflow names its errors in the body, AWS in a header.
  const isPage = status === 404
  const body = isPage ? `<!doctype html>\n<title>${message}</title>\n` : JSON.stringify(bodyOf(status, message, type))
  outgoing.writeHead(status, {
    date: new Date(Date.now() + clockOffset).toUTCString(),
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
    ...(status === 403 && { 'x-amzn-errortype': type }),
  })
  outgoing.end(body)
}

function bodyOf(status: number, message: string, type: string): object {
  return status !== 400 ? { message } : { error_code: type, message }
}

interface Passage {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly body: Uint8Array
  readonly target: string
}

async function passOn({ incoming, outgoing, body, target }: Passage): Promise<void> {
  const { connection, host, authorization, 'transfer-encoding': _, ...headers } = incoming.headers
  const onward = openRequest(target + incoming.url, {
    method: incoming.method,
    headers: { ...headers, 'content-length': body.byteLength },
    agent: false,
  })
  const answered = Promise.withResolvers<IncomingMessage>()
  onward.on('response', answered.resolve).on('error', answered.reject)
  onward.end(body)
  const response = await answered.promise
  const { connection: ___, 'transfer-encoding': ____, ...answerHeaders } = response.headers
  outgoing.writeHead(response.statusCode ?? 502, answerHeaders)
  await pipeline(response, outgoing)
}

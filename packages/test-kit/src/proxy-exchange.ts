import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, answer, type ProxyAction } from './proxy-action.ts'
import type { ProxyRecord } from './proxy-record.ts'

export interface Exchange {
  readonly incoming: IncomingMessage
  readonly socket: Socket
  readonly outgoing: ServerResponse
  readonly record: ProxyRecord
  readonly target: string
  readonly keepBody: InstanceType<typeof TextDecoder> | undefined
}

/** Carries one request to its end, or to the end that the action demands. */
export async function passExchange(exchange: Exchange, action: ProxyAction | undefined): Promise<void> {
  if (action?.type === 'answer') return answerInstead(exchange, action)
  if (action?.type === 'redirect') {
    return answerInstead(exchange, answer(action.status, { headers: { location: action.base + exchange.record.path } }))
  }
  if (action?.type === 'act-late') return actLate(exchange, action)
  const response = await passOn(exchange, action)
  await passBack(exchange, action, response)
}

async function answerInstead(exchange: Exchange, told: Answer): Promise<void> {
  for await (const chunk of exchange.incoming) noteUpload(exchange, chunk)
  sendInstead(exchange, told)
}

async function actLate(exchange: Exchange, { milliseconds, instead }: ProxyAction & { type: 'act-late' }) {
  const { incoming, record } = exchange
  const chunks: Buffer[] = []
  for await (const chunk of incoming) {
    noteUpload(exchange, chunk)
    chunks.push(chunk)
  }
  sendInstead(exchange, instead)
  await sleep(milliseconds)
  const onward = openOnward(exchange)
  onward.end(Buffer.concat(chunks))
  const [response] = (await once(onward, 'response')) as [IncomingMessage]
  record.serverStatus = response.statusCode ?? 0
  response.resume()
}

type Told = Pick<Exchange, 'outgoing' | 'record'>

function sendInstead({ outgoing, record }: Told, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body)
  record.status = status
  record.responseBytes = bytes.length
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes)
}

/** The same request to the server. */
function openOnward({ incoming, target, record }: Exchange): ClientRequest {
  const { connection: _, host: __, ...headers } = incoming.headers
  // A connection for each request: one that the server is about to close would look like a fault of ours.
  return openRequest(target + record.path, { method: record.method, headers, agent: false })
}

/** Sends the request to the server while it arrives. */
async function passOn(exchange: Exchange, action: ProxyAction | undefined): Promise<IncomingMessage> {
  const { incoming, socket, record } = exchange
  const onward = openOnward(exchange)
  const response = once(onward, 'response')
  response.catch(() => {})
  const cut = () => onward.destroy()
  onward.on('error', () => {})
  socket.once('close', cut)
  try {
    for await (const chunk of incoming) {
      noteUpload(exchange, chunk)
      if (action?.type === 'cut-upload' && record.requestBytes >= action.afterBytes) {
        onward.destroy()
        throw new Error('the upload is cut as told')
      }
      await flush(onward, chunk)
    }
    onward.end()
    const [message] = (await response) as [IncomingMessage]
    return message
  } finally {
    socket.off('close', cut)
  }
}

/** Sends the server's answer to the client while it arrives. */
async function passBack(
  { socket, outgoing, record }: Exchange,
  action: ProxyAction | undefined,
  response: IncomingMessage,
): Promise<void> {
  record.serverStatus = response.statusCode ?? 0
  if (action?.type === 'lose-answer') {
    response.resume()
    await once(response, 'end')
    if (action.instead) sendInstead({ outgoing, record }, action.instead)
    else socket.destroy()
    return
  }
  const limit = action?.type === 'cut-answer' ? action.afterBytes : Number.POSITIVE_INFINITY
  record.status = record.serverStatus
  outgoing.writeHead(record.status, endToEnd(response.rawHeaders))
  outgoing.flushHeaders()
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, limit - record.responseBytes)
    record.responseBytes += part.length
    if (part.length > 0) await flush(outgoing, part)
    if (record.responseBytes >= limit) break
  }
  if (action?.type === 'cut-answer') socket.destroySoon()
  else outgoing.end()
}

/** Waits until the bytes have left, so a slow reader slows the sender, or until the connection is gone. */
function flush(stream: ClientRequest | ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}

function noteUpload({ record, keepBody }: Exchange, chunk: Buffer): void {
  record.requestBytes += chunk.length
  if (keepBody) record.body = (record.body ?? '') + keepBody.decode(chunk, { stream: true })
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const hop = new Set(['connection', 'keep-alive', 'transfer-encoding'])
  return rawHeaders.filter((_, index) => !hop.has((rawHeaders[index - (index % 2)] ?? '').toLowerCase()))
}

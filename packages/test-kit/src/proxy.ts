import { once } from 'node:events'
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, answer, type ProxyAction } from './proxy-action.ts'
import { decideByRule, type ProxyRequest, type ProxyRule } from './proxy-rule.ts'
import { isWrite, routePattern } from './route-pattern.ts'

export interface ProxyOptions {
  /** Be reachable below this path only, such as `/team-a`; the server behind does not see it. */
  readonly prefix?: string
  /** Keep the text of JSON requests. Default: false. */
  readonly keepBodies?: boolean
}

/** One request, as it went. Complete once it has `endedAt`. */
export interface ProxyRecord extends Omit<ProxyRequest, 'headers'> {
  /** What the client was told; absent when it was told nothing. */
  status?: number
  /** What the server said; absent when the proxy answered itself or cut the upload. */
  serverStatus?: number
  requestBytes: number
  responseBytes: number
  readonly startedAt: number
  endedAt?: number
  body?: string
}

export interface Proxy extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly ProxyRecord[]
  /** Requests by method and route: `{ 'GET /api/2.0/mlflow/metrics/get-history': 3 }`. */
  counts(): Record<string, number>
  /** All requests that could have changed something, also those that never reached the server. */
  writes(): readonly ProxyRecord[]
  /** The largest number of requests that were open at one time. */
  peak(): number
  /** Rules are asked in the order of their adding; the first that acts decides, but a delay lets later ones act too. */
  rule(rule: ProxyRule): void
  /** Forgets all records and rules. */
  reset(): void
  close(): Promise<void>
}

/** A proxy in front of a server that counts what passes and breaks what it is told to break. */
export async function startProxy(
  target: string,
  { prefix = '', keepBodies = false }: ProxyOptions = {},
): Promise<Proxy> {
  let records: ProxyRecord[] = []
  let rules: ReturnType<typeof decideByRule>[] = []
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    if (!path.startsWith(`${prefix}/`)) {
      incoming.resume()
      outgoing.writeHead(404).end()
      return
    }
    const { headers, ...request } = describe(incoming, path.slice(prefix.length))
    const record: ProxyRecord = { ...request, requestBytes: 0, responseBytes: 0, startedAt: performance.now() }
    records.push(record)
    outgoing.on('close', () => {
      record.endedAt = performance.now()
    })
    const keepBody = keepBodies && headers['content-type']?.includes('json') ? new TextDecoder() : undefined
    // The request forgets its socket when it is destroyed.
    const { socket } = incoming
    const exchange = { incoming, socket, outgoing, record, target: target.replace(/\/$/, ''), keepBody }
    decide(rules, { ...request, headers })
      .then((action) => handle(exchange, action))
      .catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    get requests() {
      return records
    },
    counts: () => countBy(records.map((record) => `${record.method} ${record.route}`)),
    writes: () => records.filter((record) => isWrite(record.method, record.path)),
    peak: () => Math.max(0, ...records.map((record) => openAt(records, record.startedAt))),
    rule: (rule) => rules.push(decideByRule(rule)),
    reset: () => {
      records = []
      rules = []
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly socket: Socket
  readonly outgoing: ServerResponse
  readonly record: ProxyRecord
  readonly target: string
  readonly keepBody: InstanceType<typeof TextDecoder> | undefined
}

async function decide(
  rules: readonly ReturnType<typeof decideByRule>[],
  request: ProxyRequest,
): Promise<ProxyAction | undefined> {
  for (const rule of rules) {
    const action = rule(request)
    if (action?.type === 'delay') await sleep(action.milliseconds)
    else if (action) return action
  }
  return undefined
}

async function handle(exchange: Exchange, action: ProxyAction | undefined): Promise<void> {
  if (action?.type === 'answer') return answerInstead(exchange, action)
  if (action?.type === 'redirect') {
    return answerInstead(exchange, answer(action.status, { headers: { location: action.base + exchange.record.path } }))
  }
  const response = await passOn(exchange, action)
  await passBack(exchange, action, response)
}

async function answerInstead(exchange: Exchange, { status, headers, body }: Answer): Promise<void> {
  const { incoming, outgoing, record } = exchange
  for await (const chunk of incoming) noteUpload(exchange, chunk)
  const bytes = Buffer.from(body)
  record.status = status
  record.responseBytes = bytes.length
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes)
}

/** Sends the request to the server while it arrives. */
async function passOn(exchange: Exchange, action: ProxyAction | undefined): Promise<IncomingMessage> {
  const { incoming, socket, target, record } = exchange
  const { connection: _, host: __, ...headers } = incoming.headers
  // A connection for each request: one that the server is about to close would look like a fault of ours.
  const onward = openRequest(target + record.path, { method: record.method, headers, agent: false })
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
    socket.destroy()
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

function describe(incoming: IncomingMessage, path: string): ProxyRequest {
  return { method: incoming.method ?? 'GET', path, route: routePattern(path), headers: incoming.headers }
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const hop = new Set(['connection', 'keep-alive', 'transfer-encoding'])
  return rawHeaders.filter((_, index) => !hop.has((rawHeaders[index - (index % 2)] ?? '').toLowerCase()))
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(names.toSorted(), (name) => name)
  return Object.fromEntries([...counts].map(([name, all]) => [name, all.length]))
}

function openAt(records: readonly ProxyRecord[], time: number): number {
  return records.filter(({ startedAt, endedAt }) => startedAt <= time && (endedAt === undefined || endedAt > time))
    .length
}

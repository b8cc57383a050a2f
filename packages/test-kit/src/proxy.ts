import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProxyAction } from './proxy-action.ts'
import { passExchange } from './proxy-exchange.ts'
import type { ProxyRecord } from './proxy-record.ts'
import { decideByRule, type ProxyRequest, type ProxyRule } from './proxy-rule.ts'
import { isWrite, routePattern } from './route-pattern.ts'

export interface ProxyOptions {
  /** Be reachable below this path only, such as `/team-a`; the server behind does not see it. */
  readonly prefix?: string
  /** Keep the text of JSON requests. Default: false. */
  readonly keepBodies?: boolean
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
  let [open, peak] = [0, 0]
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
    open += 1
    peak = Math.max(peak, open)
    outgoing.on('close', () => {
      open -= 1
      record.endedAt = performance.now()
    })
    const keepBody = keepBodies && headers['content-type']?.includes('json') ? new TextDecoder() : undefined
    // The request forgets its socket when it is destroyed.
    const { socket } = incoming
    const exchange = { incoming, socket, outgoing, record, target: target.replace(/\/$/, ''), keepBody }
    decide(rules, { ...request, headers })
      .then((action) => passExchange(exchange, action))
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
    peak: () => peak,
    rule: (rule) => rules.push(decideByRule(rule)),
    reset: () => {
      records = []
      rules = []
      peak = open
    },
    close,
    [Symbol.asyncDispose]: close,
  }
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

function describe(incoming: IncomingMessage, path: string): ProxyRequest {
  return { method: incoming.method ?? 'GET', path, route: routePattern(path), headers: incoming.headers }
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(names.toSorted(), (name) => name)
  return Object.fromEntries([...counts].map(([name, all]) => [name, all.length]))
}

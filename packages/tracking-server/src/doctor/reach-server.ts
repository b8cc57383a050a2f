import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Env, type MlflowClient, proxyFor } from '@mlferry/client'
import { type Finding, findingOf, isMlferryError, redact } from '@mlferry/core'

export interface Reaching {
  readonly client: MlflowClient
  readonly env: Env
  readonly signal: AbortSignal
}

/** Whether the name of the host is known. */
export async function* findHost({ client, env }: Reaching): AsyncGenerator<Finding> {
  const { hostname } = client.baseUrl
  const proxy = proxyFor(client.baseUrl, env)
  if (proxy !== undefined) {
    yield { check: 'name', status: 'ok', found: `${hostname} is looked up by the proxy ${redact(proxy.origin)}` }
  } else if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) {
    yield await addressOf(hostname)
  }
}

async function addressOf(hostname: string): Promise<Finding> {
  try {
    const { address } = await lookup(hostname)
    return { check: 'name', status: 'ok', found: `${hostname} is ${address}` }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const found = `The name ${hostname} is not known here: ${code}`
    const cure =
      'Check the address, the DNS of this network (VPN, VPC endpoint), and HTTPS_PROXY where names are known to a proxy alone.'
    return { check: 'name', status: 'failed', found, cure, code: 'ERR_SERVER_UNREACHABLE' }
  }
}

/** Whether it answers, lets us read, and has the right time. */
export async function* readServer({ client, signal }: Reaching): AsyncGenerator<Finding> {
  const began = performance.now()
  try {
    const search = { method: 'POST', path: '/api/2.0/mlflow/experiments/search', json: { max_results: 1 } } as const
    const { headers, body } = await client.requestStream({ ...search, signal })
    const arrived = Date.now()
    body.discard()
    const took = Math.round(performance.now() - began)
    // The same again, read: a web page or a foreign API answers 200 too.
    for await (const _ of client.experiments.searchPages({ maxResults: 1, signal })) break
    const how = client.baseUrl.protocol === 'https:' ? 'over TLS' : 'without TLS'
    yield { check: 'connection', status: 'ok', found: `answered after ${took} ms, ${how}` }
    yield { check: 'read', status: 'ok', found: 'experiments can be listed' }
    yield* clockFinding(headers.date, arrived)
  } catch (error) {
    yield findingOf(checkOf(error) ?? 'read', error)
  }
}

const worrying = 60_000

/** By the server's own clock, where it tells it. */
function* clockFinding(date: unknown, now: number): Generator<Finding> {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN
  if (Number.isNaN(theirs)) return
  const off = now - theirs
  const seconds = Math.round(Math.abs(off) / 1000)
  // The header has whole seconds, and took a while to get here.
  if (Math.abs(off) < 5000) yield { check: 'clock', status: 'ok', found: "agrees with the server's" }
  else {
    const found = `${seconds} s ${off < 0 ? 'behind' : 'ahead of'} the server`
    const cure = 'Set the clock of this machine (NTP): signatures are refused when it is 5 minutes off.'
    yield Math.abs(off) < worrying
      ? { check: 'clock', status: 'ok', found }
      : { check: 'clock', status: 'warning', found, cure, code: 'ERR_CLOCK_OFF' }
  }
}

const checks: Readonly<Record<string, string>> = {
  ERR_INVALID_TRACKING_URI: 'address',
  ERR_INVALID_ARN: 'address',
  ERR_NO_AUTH_PROVIDER: 'address',
  ERR_PARTITION_UNSUPPORTED: 'address',
  ERR_INVALID_SETTING: 'settings',
  ERR_CERTIFICATE_UNREADABLE: 'TLS',
  ERR_NO_CREDENTIALS: 'credentials',
  ERR_ASSUME_ROLE: 'credentials',
  ERR_UNAUTHORIZED: 'credentials',
  ERR_SESSION_EXPIRED: 'credentials',
  ERR_CLOCK_OFF: 'clock',
  ERR_TLS: 'TLS',
  ERR_SERVER_UNREACHABLE: 'connection',
  ERR_TIMEOUT: 'connection',
  ERR_CONNECTION_CUT: 'connection',
  ERR_REDIRECTED: 'connection',
  ERR_SERVER_STOPPED: 'status',
  ERR_SERVER_FAILED: 'status',
  ERR_NOT_AN_MLFLOW_API: 'MLflow API',
  ERR_ROUTE_MISSING: 'MLflow API',
  ERR_INVALID_ANSWER: 'MLflow API',
}

/** What an error is about. */
export function checkOf(error: unknown): string | undefined {
  return isMlferryError(error) ? checks[error.code] : undefined
}

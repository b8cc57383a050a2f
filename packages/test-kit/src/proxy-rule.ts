import type { IncomingHttpHeaders } from 'node:http'
import type { ProxyAction } from './proxy-action.ts'

/** What a rule can look at: all but the body. */
export interface ProxyRequest {
  readonly method: string
  /** With the query, without the proxy's prefix. */
  readonly path: string
  /** The path with ids folded: `/api/2.0/mlflow-artifacts/artifacts/*`. */
  readonly route: string
  readonly headers: IncomingHttpHeaders
}

export type RequestMatch =
  | ((request: ProxyRequest) => boolean)
  /** `path` is found anywhere in the path and query, unless it is anchored. */
  | { readonly method?: string; readonly path?: RegExp }

export interface ProxyRule {
  /** Default: every request. */
  readonly match?: RequestMatch
  /** Leave this many matching requests alone first. Default: 0. */
  readonly skip?: number
  /** Then act on this many matching requests. Default: all. */
  readonly times?: number
  /** Then act on this share of them, chosen the same way in every test. Default: 1. */
  readonly probability?: number
  readonly action: ProxyAction
}

/** Answers, for each request in turn, what this rule does with it. */
export function decideByRule(rule: ProxyRule): (request: ProxyRequest) => ProxyAction | undefined {
  const { match = {}, skip = 0, times = Number.POSITIVE_INFINITY, probability = 1, action } = rule
  const random = seededRandom(1)
  const bucket = { tokens: action.type === 'throttle' ? action.perSecond : 0, filledAt: performance.now() }
  let [seen, acted] = [0, 0]
  return (request) => {
    if (!matches(match, request)) return undefined
    seen += 1
    if (seen <= skip || acted >= times || random() >= probability) return undefined
    if (action.type === 'throttle' && takeToken(bucket, action.perSecond)) return undefined
    acted += 1
    return action.type === 'throttle' ? action.answer : action
  }
}

function matches(match: RequestMatch, request: ProxyRequest): boolean {
  if (typeof match === 'function') return match(request)
  const { method = request.method, path } = match
  return method === request.method && (path === undefined || new RegExp(path).test(request.path))
}

function takeToken(bucket: { tokens: number; filledAt: number }, perSecond: number): boolean {
  const now = performance.now()
  bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond)
  bucket.filledAt = now
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}

/** mulberry32 */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

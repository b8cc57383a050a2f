import type { ProxyRequest } from './proxy-rule.ts'

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

import http from 'node:http'
import https from 'node:https'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { forwardProxyAgent } from './forward-proxy-agent.ts'

export interface AgentPair {
  readonly http: http.Agent
  readonly https: https.Agent
}

export interface Agents {
  /** Connections are used again. */
  readonly kept: AgentPair
  /** A connection for each request. */
  readonly fresh: AgentPair
  close(): void
}

/** Connections of one client, through `proxy` when there is one. */
export function createAgents(proxy: URL | undefined): Agents {
  const kept = pair(proxy, true)
  const fresh = pair(proxy, false)
  const close = () => {
    for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy()
  }
  return { kept, fresh, close }
}

function pair(proxy: URL | undefined, keepAlive: boolean): AgentPair {
  const options = { keepAlive, scheduling: 'lifo' as const }
  if (proxy === undefined) return { http: new http.Agent(options), https: new https.Agent(options) }
  // An http.Agent by its type; it speaks TLS to the server through the proxy's tunnel.
  const tunnel = new HttpsProxyAgent(proxy, options) as https.Agent
  return { http: forwardProxyAgent(proxy, options), https: tunnel }
}

import http, { type AgentOptions, type ClientRequest } from 'node:http'
import tls from 'node:tls'

/**
 * Sends plain http through a proxy: the proxy's connection, the whole address in the request line. By hand because http-proxy-agent
 * 9.1 sends the head of a request twice when its body is written at once, hpagent wants a tunnel, which proxies refuse for port 80,
 * and Node's own (`proxyEnv`) is newer than the oldest Node that this runs on.
 */
export function forwardProxyAgent(proxy: URL, options: AgentOptions): http.Agent {
  const agent = new http.Agent(options) as http.Agent & AddRequest
  const host = proxy.hostname.replace(/^\[|\]$/g, '')
  const secure = proxy.protocol === 'https:'
  const port = Number(proxy.port) || (secure ? 443 : 80)
  const addRequest = agent.addRequest.bind(agent)
  // Node calls this before it writes the head of a request.
  agent.addRequest = (request, target) => {
    request.path = `http://${request.getHeader('host')}${request.path}`
    const authorization = proxyAuthorization(proxy)
    if (authorization !== undefined) request.setHeader('proxy-authorization', authorization)
    addRequest(request, { ...target, host, port, servername: host })
  }
  if (secure) agent.createConnection = (target) => tls.connect({ ...(target as object), host, port, servername: host })
  return agent
}

function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

interface AddRequest {
  addRequest(request: ClientRequest, target: object): void
}

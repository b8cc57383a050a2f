import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
}

/** Answers one request. `count` is 1 for the first. */
export type Script = (request: Received, response: ServerResponse, count: number) => void | Promise<void>

/** A server for what a real one cannot be made to do. */
export async function scriptedServer(script: Script, tls?: ServerOptions): Promise<ScriptedServer> {
  const received: Received[] = []
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const got = { method, url, headers, body: Buffer.concat(chunks).toString() }
    received.push(got)
    await script(got, response, received.length)
  }
  const server = tls
    ? createTlsServer(tls, (request, response) => void listener(request, response))
    : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    url,
    port,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

export function page(response: ServerResponse, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end('<!doctype html><title>Log in</title>')
}

/** No waiting between attempts, and short time-outs. */
export const quick = {
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
  MLFLOW_HTTP_REQUEST_TIMEOUT: '0.3',
}

/** The least that a server tells of a run. */
export const aRun = { run: { info: { run_id: 'r', experiment_id: '0' } } }

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { secret } from '@mlferry/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { aRun, json, quick, scriptedServer } from '../test-support/scripted-server.ts'

let dir = ''
let tls: { key: string; cert: string }
const clientPem = () => join(dir, 'client.pem')
const certificate = () => join(dir, 'cert.pem')

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mlferry-tls-'))
  const [key, cert] = [join(dir, 'key.pem'), certificate()]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const files = ['-keyout', key, '-out', cert, '-days', '2', '-nodes']
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    ...files,
    ...names,
  ])
  tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  await writeFile(clientPem(), tls.cert + tls.key)
})
afterAll(() => rm(dir, { recursive: true }))

describe('TLS', () => {
  it('refuses an unknown certificate at once, and says which variable names the CA', async () => {
    await using server = await scriptedServer((_, response) => void response.end('2.9.2'), tls)
    await using client = await createClient({ trackingUri: server.url, env: {} })
    const error = await client.server.version().catch((each) => each)
    expect(error.code).toBe('ERR_TLS')
    expect(error.hint).toContain('MLFLOW_TRACKING_SERVER_CERT_PATH')
  })

  it('trusts the CA that is named, or anything when told to', async () => {
    await using server = await scriptedServer((_, response) => void response.end('2.9.2'), tls)
    const settings = [
      { MLFLOW_TRACKING_SERVER_CERT_PATH: certificate() },
      { REQUESTS_CA_BUNDLE: certificate() },
      { SSL_CERT_FILE: certificate() },
      { MLFLOW_TRACKING_INSECURE_TLS: 'true' },
    ]
    for (const env of settings) {
      await using client = await createClient({ trackingUri: server.url, env })
      expect(await client.server.version()).toBe('2.9.2')
    }
  })

  it('shows the certificate of the client', async () => {
    const options = { ...tls, ca: tls.cert, requestCert: true, rejectUnauthorized: true }
    await using server = await scriptedServer((_, response) => void response.end('2.9.2'), options)
    const env = { ...quick, MLFLOW_TRACKING_SERVER_CERT_PATH: certificate(), MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
    await using client = await createClient({
      trackingUri: server.url,
      env: { ...env, MLFLOW_TRACKING_CLIENT_CERT_PATH: clientPem() },
    })
    expect(await client.server.version()).toBe('2.9.2')
    await using without = await createClient({ trackingUri: server.url, env })
    await expect(without.server.version()).rejects.toThrow()
  })
})

describe('a proxy', () => {
  it('carries https in a tunnel and http as it is, with its own password', async () => {
    await using proxy = await forwardProxy()
    await using secure = await scriptedServer((_, response) => json(response, aRun), tls)
    await using plain = await scriptedServer((_, response) => json(response, aRun))
    const address = `http://who:${secret('pass')}@127.0.0.1:${proxy.port}`
    const env = { ...quick, HTTP_PROXY: address, HTTPS_PROXY: address, MLFLOW_TRACKING_INSECURE_TLS: '1' }
    for (const { url } of [secure, plain]) {
      await using client = await createClient({
        trackingUri: url,
        env: { ...env, MLFLOW_TRACKING_TOKEN: secret('tok') },
      })
      await client.runs.get({ runId: 'r' })
      await client.runs.create({ experimentId: '0', startTime: 1 })
    }
    expect(proxy.seen.map(([what]) => what.split(' ')[0])).toEqual(['CONNECT', 'CONNECT', 'GET', 'POST'])
    expect(new Set(proxy.seen.map(([, authorization]) => authorization))).toEqual(
      new Set([`Basic ${btoa(`who:${secret('pass')}`)}`]),
    )
    expect(secure.received[0]?.headers).toMatchObject({ authorization: `Bearer ${secret('tok')}` })
    expect(secure.received[0]?.headers).not.toHaveProperty('proxy-authorization')
  })
})

async function forwardProxy() {
  const seen: [string, string | undefined][] = []
  const server = createServer(async (request, response) => {
    seen.push([`${request.method} ${request.url}`, request.headers['proxy-authorization']])
    request.resume()
    const answer = await fetch(request.url ?? '', { method: request.method ?? 'GET' })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  server.on('connect', (request, socket) => {
    seen.push([`CONNECT ${request.url}`, request.headers['proxy-authorization']])
    const [host, port] = (request.url ?? '').split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

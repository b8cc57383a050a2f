import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startProxy } from './proxy.ts'
import {
  actLate,
  answer,
  cutAnswer,
  cutUpload,
  delay,
  htmlPage,
  loseAnswer,
  redirect,
  throttle,
} from './proxy-action.ts'

test('a request and its answer pass unchanged and are recorded', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url, { keepBodies: true })
  const reply = await post(`${proxy.url}/api/2.0/mlflow/runs/create?x=%41%2F`, '{"name":"é"}')
  expect(await reply.json()).toEqual({ method: 'POST', url: '/api/2.0/mlflow/runs/create?x=%41%2F', bytes: 13 })
  expect(reply.headers.get('x-echo')).toBe('yes')
  expect(proxy.requests).toMatchObject([
    {
      method: 'POST',
      path: '/api/2.0/mlflow/runs/create?x=%41%2F',
      status: 200,
      requestBytes: 13,
      body: '{"name":"é"}',
    },
  ])
})

test('large bodies stream through both ways', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  const bytes = Buffer.alloc(3_000_000, 'mlferry')
  const reply = await fetch(`${proxy.url}/mirror`, { method: 'PUT', body: bytes })
  expect(bytes.equals(Buffer.from(await reply.arrayBuffer()))).toBe(true)
  expect(proxy.requests[0]).toMatchObject({ requestBytes: 3_000_000, responseBytes: 3_000_000 })
  expect(proxy.requests[0]?.body).toBeUndefined()
})

test('a prefix is removed on the way, and the target may have one of its own', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(`${server.url}/inner/`, { prefix: '/outer' })
  expect(proxy.url).toMatch(/\/outer$/)
  expect(await (await fetch(`${proxy.url}/version`)).json()).toMatchObject({ url: '/inner/version' })
  expect((await fetch(`${new URL(proxy.url).origin}/version`)).status).toBe(404)
})

test('counts fold ids and artifact paths, and writes leave searches out', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  await fetch(`${proxy.url}/api/2.0/mlflow/metrics/get-history?run_id=1`)
  await fetch(`${proxy.url}/api/2.0/mlflow/metrics/get-history?run_id=2`)
  await fetch(`${proxy.url}/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts/a/b.txt`)
  await post(`${proxy.url}/api/2.0/mlflow/runs/search`, '{}')
  await post(`${proxy.url}/api/2.0/mlflow/runs/log-batch`, '{}')
  expect(proxy.counts()).toEqual({
    'GET /api/2.0/mlflow-artifacts/artifacts/*': 1,
    'GET /api/2.0/mlflow/metrics/get-history': 2,
    'POST /api/2.0/mlflow/runs/log-batch': 1,
    'POST /api/2.0/mlflow/runs/search': 1,
  })
  expect(proxy.writes().map((record) => record.path)).toEqual(['/api/2.0/mlflow/runs/log-batch'])
  proxy.reset()
  expect(proxy.counts()).toEqual({})
})

test('matching requests fail as often as told, and the server does not hear of them', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({
    match: { method: 'POST', path: /log-batch/ },
    skip: 1,
    times: 2,
    action: answer(503, { headers: { 'retry-after': '1' }, body: { error_code: 'TEMPORARILY_UNAVAILABLE' } }),
  })
  const replies = []
  for (let index = 0; index < 4; index++) replies.push(await post(`${proxy.url}/runs/log-batch`, '{}'))
  expect(replies.map((reply) => reply.status)).toEqual([200, 503, 503, 200])
  expect(replies[1]?.headers.get('retry-after')).toBe('1')
  expect(await replies[1]?.json()).toEqual({ error_code: 'TEMPORARILY_UNAVAILABLE' })
  expect(server.heard).toHaveLength(2)
})

test('a probability hits about its share of the requests, the same ones every time', async () => {
  const hits = async () => {
    await using server = await echoServer()
    await using proxy = await startProxy(server.url)
    proxy.rule({ probability: 0.3, action: answer(500) })
    const statuses = []
    for (let index = 0; index < 60; index++) statuses.push((await fetch(`${proxy.url}/${index}`)).status)
    return statuses
  }
  const first = await hits()
  expect(first.filter((status) => status === 500).length).toBeGreaterThan(8)
  expect(first.filter((status) => status === 500).length).toBeLessThan(30)
  expect(await hits()).toEqual(first)
})

test('an answer can be cut in the middle, and passes the next time', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ times: 1, action: cutAnswer(1000) })
  const reply = await fetch(`${proxy.url}/mirror`, { method: 'PUT', body: new Uint8Array(5000) })
  expect(reply.status).toBe(200)
  await expect(reply.arrayBuffer()).rejects.toThrow()
  expect(proxy.requests[0]?.responseBytes).toBe(1000)
  const again = await fetch(`${proxy.url}/mirror`, { method: 'PUT', body: new Uint8Array(5000) })
  expect((await again.arrayBuffer()).byteLength).toBe(5000)
})

test('an answer can be lost although the server has done the work', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: loseAnswer() })
  await expect(post(`${proxy.url}/runs/create`, '{}')).rejects.toThrow()
  expect(server.heard).toEqual(['POST /runs/create'])
  expect(proxy.requests[0]).toMatchObject({ serverStatus: 200 })
  expect(proxy.requests[0]?.status).toBeUndefined()

  proxy.reset()
  proxy.rule({ action: loseAnswer(answer(504)) })
  expect((await post(`${proxy.url}/runs/create`, '{}')).status).toBe(504)
  expect(server.heard).toHaveLength(2)
  expect(proxy.requests[0]).toMatchObject({ serverStatus: 200, status: 504 })
})

test('a server can act after its answer was given up', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: actLate(100) })
  expect((await post(`${proxy.url}/runs/create`, '{}')).status).toBe(504)
  expect(server.heard).toEqual([])
  await expect.poll(() => server.heard).toEqual(['POST /runs/create'])
  await expect.poll(() => proxy.requests[0]).toMatchObject({ status: 504, serverStatus: 200 })
})

test('an upload can be cut in the middle', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: cutUpload(100_000) })
  await expect(fetch(`${proxy.url}/a`, { method: 'PUT', body: new Uint8Array(2_000_000) })).rejects.toThrow()
  expect(proxy.requests[0]?.serverStatus).toBeUndefined()
  expect(server.heard).toEqual([])
})

test('pages for people, redirects and delays', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ match: { path: /^\/ajax-api\// }, action: htmlPage(403) })
  proxy.rule({ match: { path: /^\/moved/ }, action: redirect('https://other.example') })
  proxy.rule({ match: { path: /^\/slow/ }, action: delay(120) })
  const page = await fetch(`${proxy.url}/ajax-api/2.0/mlflow/x`)
  expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('<html>')])
  const moved = await fetch(`${proxy.url}/moved/here?a=1`, { redirect: 'manual' })
  expect(moved.headers.get('location')).toBe('https://other.example/moved/here?a=1')
  const before = performance.now()
  expect((await fetch(`${proxy.url}/slow`)).status).toBe(200)
  expect(performance.now() - before).toBeGreaterThan(100)
})

test('more requests than a rate allows get 429', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: throttle(5, { headers: { 'retry-after': '1' } }) })
  const replies = await Promise.all(Array.from({ length: 12 }, () => fetch(`${proxy.url}/x`)))
  const refused = replies.filter((reply) => reply.status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(4)
  expect(refused.length).toBeLessThanOrEqual(7)
  expect(refused[0]?.headers.get('retry-after')).toBe('1')
})

test('the peak is the number of requests that were open together', async () => {
  await using server = await echoServer()
  await using proxy = await startProxy(server.url)
  proxy.rule({ action: delay(50) })
  await fetch(`${proxy.url}/alone`)
  expect(proxy.peak()).toBe(1)
  await Promise.all([1, 2, 3].map((index) => fetch(`${proxy.url}/${index}`)))
  expect(proxy.peak()).toBe(3)
})

test('a server that is gone cuts the connection, and does not end the proxy', async () => {
  const server = await echoServer()
  await using proxy = await startProxy(server.url)
  await server[Symbol.asyncDispose]()
  await expect(fetch(`${proxy.url}/x`)).rejects.toThrow()
  await expect(fetch(`${proxy.url}/x`, { method: 'PUT', body: new Uint8Array(1_000_000) })).rejects.toThrow()
})

function post(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

/** Tells what it heard; `/mirror` sends the body back. */
async function echoServer() {
  const heard: string[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>).catch(() => undefined)
    if (!chunks) return
    const body = Buffer.concat(chunks)
    heard.push(`${request.method} ${request.url}`)
    response.setHeader('x-echo', 'yes')
    if (request.url === '/mirror') response.end(body)
    else response.end(JSON.stringify({ method: request.method, url: request.url, bytes: body.length }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

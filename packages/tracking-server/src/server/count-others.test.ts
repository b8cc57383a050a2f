import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@mlferry/client'
import { expect, test } from 'vitest'
import { countOthers } from './count-others.ts'
import { unknownFacts } from './server-facts.ts'

const gateway = ['secrets', 'endpoints', 'model definitions', 'endpoint bindings', 'guardrails', 'budgets']

test.each([
  { cuts: 1, told: 2 },
  { cuts: 9, told: undefined },
])('a job that is done does not fail because the server cuts $cuts connections', async ({ cuts, told }) => {
  let left = cuts
  const server = createServer((request, response) => {
    if (left-- > 0) request.socket.destroy()
    else response.setHeader('content-type', 'application/json').end('{"endpoints": [{}, {}]}')
  })

  expect(await countedAt(server)).toBe(told)
})

test.each(['"boo"', '[]', 'null'])('%s in place of a list is not taken for none', async (answer) => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(answer)
  })

  expect(await countedAt(server)).toBeUndefined()
})

test.each([
  { answer: '{"error_code": "ENDPOINT_NOT_FOUND"}', status: 404, requests: 1, told: 0 },
  { answer: '{"error_code": "NOT_IMPLEMENTED"}', status: 501, requests: 1, told: undefined },
  { answer: '{}', status: 200, requests: 5, told: 0 },
  { answer: '{"endpoints": [{}]}', status: 200, requests: 6, told: 1 },
])('a gateway that answers $status $answer is asked $requests times for all of it', async (gate) => {
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    response.writeHead(gate.status, { 'content-type': 'application/json' }).end(gate.answer)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const client = await createClient({ trackingUri: `http://127.0.0.1:${port}` })
  const context = { client, facts: unknownFacts() }
  const { signal } = new AbortController()

  const counts = await Promise.all(gateway.map((what) => countOthers(`gateway ${what}`, context, signal)))

  expect(counts).toEqual(gateway.map(() => gate.told))
  expect(requests).toBe(gate.requests)
  await client.close()
  server.close()
})

async function countedAt(server: Server): Promise<number | undefined> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const client = await createClient({ trackingUri: `http://127.0.0.1:${port}` })
  const count = await countOthers('gateway endpoints', { client, facts: unknownFacts() }, new AbortController().signal)
  await client.close()
  server.close()
  return count
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@mlferry/client'
import { expect, test } from 'vitest'
import { countOthers } from './count-others.ts'
import type { ServerContext } from './server-context.ts'

test.each([
  { cuts: 1, told: 2 },
  { cuts: 9, told: undefined },
])('a job that is done does not fail because the server cuts $cuts connections', async ({ cuts, told }) => {
  let left = cuts
  const server = createServer((request, response) => {
    if (left-- > 0) request.socket.destroy()
    else response.setHeader('content-type', 'application/json').end('{"endpoints": [{}, {}]}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const client = await createClient({ trackingUri: `http://127.0.0.1:${port}` })

  const count = await countOthers('gateway endpoints', { client } as ServerContext, new AbortController().signal)

  expect(count).toBe(told)
  await client.close()
  server.close()
})

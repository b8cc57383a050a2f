import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@mlferry/client'
import { secret } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { createS3Artifacts } from './s3-artifacts.ts'

const piece = Buffer.alloc(1 << 20, ' ')

test.each([
  ['a listing', 200],
  ['an error', 403],
])('%s without end stops long before it fills memory', async (_, status) => {
  let sent = 0
  const endless = async (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/xml' })
    for (; sent < 200 && !response.destroyed; sent++) {
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end()
  }
  const server = createServer((_, response) => void endless(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: secret('s'), AWS_REGION: 'eu-west-3' }
  const env = { ...keys, MLFLOW_S3_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  await using client = await createClient({ trackingUri: 'http://127.0.0.1:9', env: {} })
  const root = await createS3Artifacts().open('s3://bucket/run', { client, env })
  try {
    const listing = Array.fromAsync(root.list(new AbortController().signal))
    await expect(listing).rejects.toMatchObject({ code: 'ERR_ANSWER_TOO_LARGE' })
    expect(sent).toBeLessThan(100)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

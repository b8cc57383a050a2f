import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@mlferry/client'
import { secret } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { createS3Artifacts } from './s3-artifacts.ts'

const { signal } = new AbortController()

type Refusal = (header: string) => { readonly status: number; readonly code: string; readonly message: string }

/** Answers as such stores give them. */
const refusals: Readonly<Record<string, Refusal>> = {
  'Backblaze B2': (header) => ({
    status: 400,
    code: 'InvalidArgument',
    message: `Unsupported header '${header}' received for this API call.`,
  }),
  'older R2': (header) => ({
    status: 501,
    code: 'NotImplemented',
    message: `Header '${header}' with value '8FJbTw==' not implemented`,
  }),
  'a silent Ceph': () => ({ status: 400, code: 'InvalidArgument', message: '' }),
  'an old Ceph': () => ({ status: 400, code: 'XAmzContentSHA256Mismatch', message: 'The hash did not match.' }),
}

test.each(Object.entries(refusals))('%s, which refuses checksums, is asked without them', async (_, refusal) => {
  await using store = await storeThat(refusal)
  const warnings: string[] = []
  const root = await openRoot(store.url, (text) => warnings.push(text))
  const bytes = Buffer.from('of the store')
  const body = async function* (start: number) {
    yield bytes.subarray(start)
  }

  for (const path of ['a', 'b', 'c']) await root.put({ path, size: bytes.length }, body, signal)
  const read = Buffer.concat(await Array.fromAsync(root.open('b', { start: 0 }, signal)))

  expect(read.toString()).toBe('of the store')
  expect(store.refused).toHaveLength(1)
  expect(warnings).toEqual([
    expect.stringMatching(/AWS_REQUEST_CHECKSUM_CALCULATION.*AWS_RESPONSE_CHECKSUM_VALIDATION/),
  ])
})

test('a read that is refused for its checksum is asked for without', async () => {
  await using store = await storeThat(refusals['Backblaze B2'] as Refusal, { 'run/a': Buffer.from('there') })
  const root = await openRoot(store.url, () => {})
  expect(Buffer.concat(await Array.fromAsync(root.open('a', { start: 0 }, signal))).toString()).toBe('there')
  expect(store.refused).toEqual(['GET x-amz-checksum-mode'])
})

test('another refusal is no matter of checksums', async () => {
  const denied: Refusal = () => ({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
  await using store = await storeThat(denied)
  const warnings: string[] = []
  const root = await openRoot(store.url, (text) => warnings.push(text))
  await expect(root.put({ path: 'a', size: 0 }, async function* () {}, signal)).rejects.toMatchObject({
    code: 'ERR_ARTIFACTS_FORBIDDEN',
  })
  expect(store.refused).toHaveLength(1)
  expect(warnings).toEqual([])
})

async function openRoot(endpoint: string, warn: (message: string) => void) {
  const client = await createClient({ trackingUri: 'http://127.0.0.1:9', env: {} })
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: secret('s'), AWS_REGION: 'eu-west-3' }
  const env = { ...keys, MLFLOW_S3_ENDPOINT_URL: endpoint }
  return createS3Artifacts().open('s3://bucket/run', { client, env, warn })
}

/** A small store of objects that refuses every request with a header of checksums. */
async function storeThat(refusal: Refusal, objects: Record<string, Buffer> = {}) {
  const refused: string[] = []
  const server = createServer(async (request, response) => {
    const { url = '', method = '', headers } = request
    const sent = Buffer.concat(await Array.fromAsync(request))
    const key = decodeURIComponent(url.replace(/^\/bucket\/|\?.*$/g, ''))
    const header = checksumHeader(headers)
    if (header !== undefined) {
      const { status, code, message } = refusal(header)
      refused.push(`${method} ${header}`)
      const xml = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`
      response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
    } else if (method === 'PUT') {
      objects[key] = sent
      response.writeHead(200, { etag: '"1"' }).end()
    } else response.end(objects[key])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    refused,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function checksumHeader(headers: IncomingHttpHeaders): string | undefined {
  return Object.keys(headers).find((name) => /^x-amz-(sdk-)?checksum|^x-amz-trailer/.test(name))
}

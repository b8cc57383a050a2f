import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { createClient } from '@mlferry/client'
import { secret, tempDir } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { createS3Artifacts } from './s3-artifacts.ts'
import { parseS3Uri } from './s3-place.ts'

type Env = Readonly<Record<string, string>>

const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: secret('s'), AWS_REGION: 'eu-west-3' }
const { signal } = new AbortController()

/** What a listing of `s3://bucket/run` asks for, with some settings. */
async function listWith(env: Env) {
  const client = await createClient({ trackingUri: 'http://127.0.0.1:9', env: {} })
  const root = await createS3Artifacts().open('s3://bucket/run', { client, env: { ...keys, ...env } })
  return Array.fromAsync(root.list(signal))
}

async function listen(tls?: { key: string; cert: string }) {
  const asked: string[] = []
  const listener: RequestListener = ({ url = '', headers }, response) => {
    asked.push(`${headers.host} ${url.replace(/\?.*/, '')} ${/Credential=[^,]*/.exec(headers.authorization ?? '')}`)
    response.writeHead(200, { 'content-type': 'application/xml' }).end('<ListBucketResult></ListBucketResult>')
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    asked,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('S3 settings', () => {
  it.each<[string, Env, string, string]>([
    ['path style at an endpoint', {}, 's3.example.com', '/bucket'],
    ['virtual style when asked', { MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'virtual' }, 'bucket.s3.example.com', '/'],
    ['the endpoint of MLflow first', { AWS_ENDPOINT_URL_S3: 'http://other' }, 's3.example.com', '/bucket'],
    ['then that of S3', { MLFLOW_S3_ENDPOINT_URL: '', AWS_ENDPOINT_URL_S3: 'http://s3.only' }, 's3.only', '/bucket'],
    ['then that of all', { MLFLOW_S3_ENDPOINT_URL: '', AWS_ENDPOINT_URL: 'http://aws.all' }, 'aws.all', '/bucket'],
  ])('mean %s, through a proxy', async (_, env, host, path) => {
    await using proxy = await listen()
    await listWith({ HTTP_PROXY: proxy.url, MLFLOW_S3_ENDPOINT_URL: 'http://s3.example.com', ...env })
    const [asked] = proxy.asked
    expect(asked).toMatch(
      new RegExp(`^${host} http://${host}${path}/? Credential=AKIA/\\d+/eu-west-3/s3/aws4_request$`),
    )
  })

  it('decide which certificates are trusted', async () => {
    await using dir = await tempDir()
    const files = ['-keyout', dir.file('key.pem'), '-out', dir.file('cert.pem'), '-days', '2', '-nodes']
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...files, ...names])
    const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(dir.file(name), 'utf8')))
    await using server = await listen({ key: key ?? '', cert: cert ?? '' })
    const env = { MLFLOW_S3_ENDPOINT_URL: server.url }
    await expect(listWith(env)).rejects.toMatchObject({ code: 'ERR_S3' })
    expect(await listWith({ ...env, MLFLOW_S3_IGNORE_TLS: 'true' })).toEqual([])
    expect(await listWith({ ...env, AWS_CA_BUNDLE: dir.file('cert.pem') })).toEqual([])
    const unreadable = listWith({ ...env, AWS_CA_BUNDLE: '/none.pem' })
    await expect(unreadable).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_UNREADABLE' })
  })

  it.each([
    { MLFLOW_S3_UPLOAD_EXTRA_ARGS: '{"ACL":' },
    { MLFLOW_S3_UPLOAD_EXTRA_ARGS: '[]' },
    { MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE: 'dns' },
    { MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE: '1024' },
  ])('that make no sense are refused: %o', async (env) => {
    await expect(listWith(env as Env)).rejects.toMatchObject({ code: 'ERR_INVALID_SETTING' })
  })
})

describe('an s3: URI', () => {
  it.each([
    ['s3://bucket', 'bucket', ''],
    ['s3://bucket/', 'bucket', ''],
    ['s3://bucket/a/b//', 'bucket', 'a/b/'],
    ['s3://bucket/a b/100%25+é', 'bucket', 'a b/100%25+é/'],
  ])('%s is a bucket and a prefix, nothing decoded', (uri, bucket, prefix) => {
    expect(parseS3Uri(uri)).toEqual({ bucket, prefix })
  })

  it.each(['s3:', 's3://', 's3:///key', 's3:bucket/key'])('%s is none', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARTIFACT_URI' }))
  })
})

import { createHash, randomBytes } from 'node:crypto'
import { createClient } from '@mlferry/client'
import type { ArtifactRoot } from '@mlferry/core'
import { answer, cutAnswer, cutUpload, type Moto, secret, startMoto, startProxy } from '@mlferry/test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createS3Artifacts } from './s3-artifacts.ts'

const { signal } = new AbortController()
const mebibyte = 2 ** 20
let moto: Moto

beforeAll(async () => {
  moto = await startMoto()
})
afterAll(() => moto.close())
beforeEach(async () => {
  await moto.reset()
  await moto.createBucket('bucket')
})

interface Opening {
  readonly env?: Readonly<Record<string, string>>
  readonly url?: string
  readonly warnings?: string[]
  readonly provider?: ReturnType<typeof createS3Artifacts>
}

async function openEnd({ env = {}, url = moto.url, warnings = [], provider = createS3Artifacts() }: Opening = {}) {
  const settings = { ...moto.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', MLFLOW_S3_ENDPOINT_URL: url, ...env }
  const client = await createClient({ trackingUri: 'http://127.0.0.1:9', env: {} })
  const warn = (message: string) => void warnings.push(message)
  return (uri: string) => provider.open(uri, { client, env: settings, warn })
}

const bodyOf = (content: Buffer) =>
  async function* (start: number) {
    for (let at = start; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000)
  }

const put = (root: ArtifactRoot, path: string, content: Buffer | string) => {
  const bytes = Buffer.from(content)
  return root.put({ path, size: bytes.length }, bodyOf(bytes), signal)
}

async function read(root: ArtifactRoot, path: string, start = 0): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(root.open(path, { start }, signal)))
}

const list = async (root: ArtifactRoot) => (await Array.fromAsync(root.list(signal))).map(({ path }) => path)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

const names = [
  'name with spaces.txt',
  'plus+plus.txt',
  'hash#tag.txt',
  '100% sure.txt',
  'code%41%2F.txt',
  'question?.txt',
  'größe/価格 🚀.txt',
  'a&b=c;d,e<f>.txt',
  `quote'"quote.txt`,
  'back\\slash.txt',
  'control\u0001.txt',
  'trailing dot./file',
  '.hidden/.file',
  `${'deep/'.repeat(40)}file`,
]

describe('a root in S3', () => {
  it('keeps files of any name and size', async () => {
    const root = await (await openEnd())('s3://bucket/a prefix+%/run/')
    for (const name of names) {
      const content = Buffer.from(`content of ${name}`)
      expect(await put(root, name, content)).toEqual({ path: name, size: content.length, sha256: sha256(content) })
    }
    await put(root, 'empty', '')
    expect((await list(root)).toSorted()).toEqual([...names, 'empty'].toSorted())
    for (const name of names) expect((await read(root, name)).toString()).toBe(`content of ${name}`)
    expect(await read(root, 'empty')).toHaveLength(0)
    expect((await read(root, names[0] ?? '', 8)).toString()).toBe('of name with spaces.txt')
    expect(await read(root, 'empty', 0)).toHaveLength(0)
    await expect(read(root, 'none')).rejects.toMatchObject({ code: 'ERR_ARTIFACT_NOT_FOUND' })
    for (const unsafe of ['../out', 'a/../../b', '/abs', 'a//b']) {
      await expect(put(root, unsafe, 'x')).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
    }
  })

  it('lists a thousand files a request, whatever their folders, without folder markers', async () => {
    await using proxy = await startProxy(moto.url)
    const open = await openEnd({ url: proxy.url })
    const root = await open('s3://bucket/many')
    const paths = Array.from({ length: 1100 }, (_, index) => `folder ${index % 50}/file-${index}`)
    for (let at = 0; at < paths.length; at += 20)
      await Promise.all(paths.slice(at, at + 20).map((path) => put(root, path, 'x')))
    const { sdk, run } = await markerWriter(proxy.url)
    await run(new sdk.PutObjectCommand({ Bucket: 'bucket', Key: 'many/folder 1/', Body: '', ContentLength: 0 }))
    await put(await open('s3://bucket/many-others'), 'beside', 'x')
    proxy.reset()
    expect((await list(root)).toSorted()).toEqual(paths.toSorted())
    expect(proxy.requests).toHaveLength(2)
    expect(await list(await open('s3://bucket/nothing'))).toEqual([])
  })

  it('writes large files in parts with bounded memory, and reads them on after a cut', async () => {
    await using proxy = await startProxy(moto.url)
    const env = { MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE: String(5 * mebibyte) }
    const root = await (await openEnd({ env, url: proxy.url }))('s3://bucket/run')
    const content = randomBytes(64 * mebibyte)
    proxy.rule({ match: { method: 'PUT', path: /partNumber=3&/ }, times: 1, action: cutUpload(mebibyte) })
    expect(await put(root, 'large.bin', content)).toEqual({
      path: 'large.bin',
      size: content.length,
      sha256: sha256(content),
    })
    const parts = proxy.requests.filter(({ method, path }) => method === 'PUT' && path.includes('partNumber'))
    expect(parts).toHaveLength(13 + 1)
    proxy.rule({ match: { method: 'GET' }, times: 2, action: cutAnswer(10 * mebibyte + 17) })
    expect(sha256(await read(root, 'large.bin'))).toBe(sha256(content))
    expect(sha256(await read(root, 'large.bin', 50 * mebibyte))).toBe(sha256(content.subarray(50 * mebibyte)))
  })

  it('never shows a file that is not what was announced', async () => {
    const root = await (await openEnd())('s3://bucket/run')
    const content = randomBytes(20 * mebibyte)
    for (const size of [content.length - 1, content.length + 1]) {
      const sent = root.put({ path: 'file', size }, bodyOf(content), signal)
      await expect(sent).rejects.toMatchObject({ code: 'ERR_ARTIFACT_SIZE' })
    }
    const wrong = root.put({ path: 'file', size: content.length, sha256: '00' }, bodyOf(content), signal)
    await expect(wrong).rejects.toMatchObject({ code: 'ERR_CHECKSUM' })
    const stopping = new AbortController()
    async function* stopped() {
      yield content.subarray(0, 12 * mebibyte)
      stopping.abort()
      yield content.subarray(12 * mebibyte)
    }
    const aborted = root.put({ path: 'file', size: content.length }, stopped, stopping.signal)
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    expect(await list(root)).toEqual([])
    const { sdk, run } = await markerWriter(moto.url)
    const { Uploads } = await run(new sdk.ListMultipartUploadsCommand({ Bucket: 'bucket' }))
    expect(Uploads ?? []).toEqual([])
  })

  it('notices bytes that are not what was stored', async () => {
    await using proxy = await startProxy(moto.url)
    const root = await (await openEnd({ url: proxy.url }))('s3://bucket/run')
    await put(root, 'file', 'right')
    const stored = createHash('md5').update('right').digest('hex')
    proxy.rule({ match: { method: 'GET' }, action: answer(200, { headers: { etag: `"${stored}"` }, body: 'wrong' }) })
    await expect(read(root, 'file')).rejects.toMatchObject({ code: 'ERR_CHECKSUM' })
  })

  it('says which action is not allowed, on what', async () => {
    await using proxy = await startProxy(moto.url)
    const root = await (await openEnd({ url: proxy.url }))('s3://bucket/exp/run')
    const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
    proxy.rule({ action: answer(403, { headers: { 'content-type': 'application/xml' }, body }) })
    const failures = [list(root), read(root, 'a/b'), put(root, 'a/b', 'x')].map((each) => each.catch((error) => error))
    const [listing, reading, writing] = await Promise.all(failures)
    expect(listing).toMatchObject({
      code: 'ERR_ARTIFACTS_FORBIDDEN',
      hint: expect.stringContaining('s3:ListBucket on arn:aws:s3:::bucket,'),
    })
    expect(reading.hint).toContain('s3:GetObject on arn:aws:s3:::bucket/exp/run/a/*')
    expect(writing.hint).toContain('s3:PutObject on arn:aws:s3:::bucket/exp/run/a/*')
    await expect(list(await (await openEnd())('s3://nowhere/x'))).rejects.toMatchObject({
      code: 'ERR_BUCKET_NOT_FOUND',
    })
  })

  it('follows a bucket to its region, once', async () => {
    await using proxy = await startProxy(moto.url)
    const headers = { 'x-amz-bucket-region': 'eu-west-1', 'content-type': 'application/xml' }
    const body = '<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>'
    proxy.rule({
      match: (request) => !request.headers.authorization?.includes('/eu-west-1/s3/'),
      action: answer(301, { headers, body }),
    })
    const root = await (await openEnd({ url: proxy.url }))('s3://bucket/run')
    await put(root, 'file', 'content')
    expect((await read(root, 'file')).toString()).toBe('content')
    expect(proxy.requests.filter(({ status }) => status === 301)).toHaveLength(1)
  })

  it('goes on with new credentials when a session ends early', async () => {
    await using proxy = await startProxy(moto.url)
    const body = '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>'
    proxy.rule({
      match: ({ headers }) => headers.authorization?.includes('Credential=OLD/') ?? true,
      action: answer(400, { headers: { 'content-type': 'application/xml' }, body }),
    })
    let accessKeyId = 'OLD'
    const renew = async () => {
      const before = accessKeyId
      accessKeyId = 'NEW'
      return before !== accessKeyId
    }
    const aws = { region: 'us-east-1', credentials: async () => ({ accessKeyId, secretAccessKey: secret('s') }), renew }
    const session = { baseUrl: new URL('http://127.0.0.1:9'), sign: async () => ({}), aws }
    const auth = [{ name: 'own', handles: () => true, connect: async () => session }]
    const client = await createClient({ trackingUri: 'own:', auth, env: {} })
    const env = { MLFLOW_S3_ENDPOINT_URL: proxy.url }
    const root = await createS3Artifacts().open('s3://bucket/run', { client, env })
    await put(root, 'file', 'content')
    expect(await list(root)).toEqual(['file'])
    expect(proxy.requests.filter(({ status }) => status === 400)).toHaveLength(1)
    accessKeyId = 'OLD'
    const again = await createS3Artifacts().open('s3://bucket/run', {
      client: { ...client, aws: { ...aws, renew: async () => false } },
      env,
    })
    await expect(list(again)).rejects.toMatchObject({ code: 'ERR_SESSION_EXPIRED' })
  })

  it('sends what MLFLOW_S3_UPLOAD_EXTRA_ARGS and _EXPECTED_BUCKET_OWNER say', async () => {
    await using proxy = await startProxy(moto.url)
    const seen: Record<string, unknown>[] = []
    proxy.rule({ match: ({ headers }) => seen.push(headers) < 0, action: answer(500) })
    const env = {
      MLFLOW_S3_UPLOAD_EXTRA_ARGS:
        '{"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key", "ACL": "bucket-owner-full-control"}',
      MLFLOW_S3_EXPECTED_BUCKET_OWNER: '123456789012',
    }
    const root = await (await openEnd({ env, url: proxy.url }))('s3://bucket/run')
    await put(root, 'file', 'content')
    await root.copyFrom?.(root, { path: 'file', size: 7 }, signal)
    expect(await list(root)).toEqual(['file'])
    expect(seen[0]).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key',
      'x-amz-acl': 'bucket-owner-full-control',
    })
    for (const headers of seen) expect(headers['x-amz-expected-bucket-owner']).toBe('123456789012')
  })
})

describe('a copy within S3', () => {
  it('passes no byte through this machine, in one bucket and across buckets and ends', async () => {
    await moto.createBucket('other', 'eu-west-1')
    await using proxy = await startProxy(moto.url)
    const provider = createS3Artifacts({ whole: 10 * mebibyte, part: 6 * mebibyte })
    const from = await (await openEnd({ url: proxy.url }))('s3://bucket/from here')
    const open = await openEnd({ url: proxy.url, provider, env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER' } })
    const large = randomBytes(20 * mebibyte)
    for (const name of names) await put(from, name, name)
    await put(from, 'large', large)
    await put(from, 'empty', '')
    proxy.reset()
    for (const to of [await open('s3://bucket/to'), await open('s3://other')]) {
      for await (const file of from.list(signal)) {
        expect(await to.copyFrom?.(from, file, signal)).toMatchObject({ path: file.path, size: file.size })
      }
      expect((await list(to)).toSorted()).toEqual([...names, 'empty', 'large'].toSorted())
    }
    const bytes = proxy.requests.reduce((sum, each) => sum + each.requestBytes + each.responseBytes, 0)
    expect(bytes).toBeLessThan(200_000)
    expect(proxy.requests.filter(({ path }) => path.includes('partNumber'))).toHaveLength(8)
    const copied = await open('s3://other')
    expect(sha256(await read(copied, 'large'))).toBe(sha256(large))
    for (const name of names) expect((await read(copied, name)).toString()).toBe(name)
    const missing = copied.copyFrom?.(from, { path: 'none', size: 1 }, signal)
    await expect(missing).rejects.toMatchObject({ code: 'ERR_ARTIFACT_NOT_FOUND' })
    const changed = copied.copyFrom?.(from, { path: 'empty', size: 1 }, signal)
    await expect(changed).rejects.toMatchObject({ code: 'ERR_ARTIFACT_SIZE' })
  })

  it('is asked for once where it is refused, and says so', async () => {
    await moto.createBucket('other')
    await using proxy = await startProxy(moto.url)
    const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
    const refusal = answer(403, { headers: { 'content-type': 'application/xml' }, body })
    proxy.rule({ match: ({ headers }) => headers['x-amz-copy-source'] !== undefined, action: refusal })
    const warnings: string[] = []
    const open = await openEnd({ url: proxy.url, warnings })
    const [from, to] = [await open('s3://bucket/run'), await open('s3://other/run')]
    for (const path of ['a', 'b', 'c']) {
      await put(from, path, path)
      expect(await to.copyFrom?.(from, { path, size: 1 }, signal)).toBeUndefined()
    }
    expect(proxy.requests.filter(({ status }) => status === 403)).toHaveLength(1)
    expect(warnings).toEqual([expect.stringMatching(/does not copy from bucket to other .*AccessDenied.*pass through/)])
  })

  it('is not tried between two endpoints, or from elsewhere', async () => {
    await using proxy = await startProxy(moto.url)
    const from = await (await openEnd())('s3://bucket/run')
    const to = await (await openEnd({ url: proxy.url }))('s3://bucket/run')
    expect(await to.copyFrom?.(from, { path: 'a', size: 1 }, signal)).toBeUndefined()
    expect(await to.copyFrom?.({ ...from }, { path: 'a', size: 1 }, signal)).toBeUndefined()
    expect(proxy.requests).toEqual([])
  })
})

/** The SDK itself, for what a root does not do. */
async function markerWriter(endpoint: string) {
  const sdk = await import('@aws-sdk/client-s3')
  const credentials = { accessKeyId: 'a', secretAccessKey: secret('b') }
  const client = new sdk.S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials })
  return { sdk, run: client.send.bind(client) }
}

import {
  answer,
  compareServers,
  cutAnswer,
  fillSampleData,
  fillSampleModels,
  type Moto,
  startMlflowServer,
  startMoto,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { runMlferry } from '../src/run-mlferry.ts'

const upload = { SAGEMAKER_PRESIGNED_URL_UPLOAD_ENABLED: 'true' }
const download = { SAGEMAKER_PRESIGNED_URL_DOWNLOAD_ENABLED: 'true' }
const authorized = /^AWS4-HMAC/
let moto: Moto
let dir: TempDir

beforeAll(async () => {
  moto = await startMoto()
  dir = await tempDir()
})

afterAll(async () => {
  await moto?.close()
  await dir?.[Symbol.asyncDispose]()
})

/** Its addresses lead through a proxy, which tells requests with an identity of their own from those with a signed address. */
async function serverWithBucket(bucket: string, s3: string, version?: string) {
  await moto.createBucket(bucket)
  const env = { ...moto.env, MLFLOW_S3_ENDPOINT_URL: s3 }
  const artifactRoot = `s3://${bucket}/root`
  const server = await startMlflowServer({ serveArtifacts: false, artifactRoot, env, ...(version && { version }) })
  return { ...server, clientEnv: moto.env }
}

async function countingS3() {
  const s3 = await startProxy(moto.url)
  const seen: { readonly method: string; readonly own: boolean }[] = []
  s3.rule({
    match({ method, headers, path }) {
      const own = authorized.test(headers.authorization ?? '')
      // The server looks at a file before it signs its address.
      if (method !== 'HEAD' || !path.includes('X-Amz')) seen.push({ method, own })
      return false
    },
    action: answer(500),
  })
  return { s3, seen, [Symbol.asyncDispose]: () => s3.close() }
}

test('files of runs and models go up by signed addresses, without a permission at S3 to write', async () => {
  await using counting = await countingS3()
  const { s3, seen } = counting
  await using left = await startMlflowServer()
  await using right = await serverWithBucket('upwards', s3.url)
  await fillSampleData(left)
  const env = { ...moto.env, MLFLOW_S3_ENDPOINT_URL: s3.url, ...upload }
  const copyAll = ['copy', 'all', '--from', left.url, '--to', right.url, '--include-deleted']

  const copied = await runJob(copyAll, { cwd: dir.path, env })

  expect(copied).toMatchObject({ exitCode: 0, objects: [] })
  expect(await compareServers(left, right)).toEqual([])
  expect(seen.filter(({ method, own }) => method === 'PUT' && !own).length).toBeGreaterThan(20)
  expect(seen.filter(({ method, own }) => ['PUT', 'POST', 'DELETE'].includes(method) && own)).toEqual([])
})

test('files of runs come down by signed addresses with no identity at S3 at all, also after cuts', async () => {
  await using counting = await countingS3()
  const { s3, seen } = counting
  await using left = await serverWithBucket('downwards', s3.url)
  await using right = await serverWithBucket('arrived', moto.url)
  await fillSampleData(left)
  seen.length = 0
  s3.rule({ match: { method: 'GET', path: /weights/ }, times: 2, action: cutAnswer(1_000_000) })
  s3.rule({ match: { method: 'GET', path: /X-Amz-Signature/ }, times: 2, action: answer(503) })
  const to = Object.entries(moto.env).map(([name, value]) => [`MLFERRY_TO_${name}`, value])
  const from = Object.entries(download).map(([name, value]) => [`MLFERRY_FROM_${name}`, value])
  const env = Object.fromEntries([...to, ...from])
  const copyAll = ['copy', 'all', '--from', left.url, '--to', right.url, '--include-deleted']

  const copied = await runJob(copyAll, { cwd: dir.path, env })

  // MLflow signs addresses of other files than these.
  const [odd, ...others] = copied.objects
  expect({ title: odd?.title, others }).toEqual({ title: 'hard names', others: [] })
  const names = ['code%41.txt', 'double%2541.txt', 'hash#tag.txt']
  expect(odd?.problems.map(({ code }) => code)).toEqual(names.map(() => 'ERR_ARTIFACT_NAME_UNSUPPORTED'))
  const differing = (await compareServers(left, right)).map((each) => ('field' in each ? each.field : each))
  expect(differing.toSorted()).toEqual(names.map((name) => `artifacts.${name}`))
  expect(seen.filter(({ method, own }) => method === 'GET' && !own).length).toBeGreaterThan(20)
})

test('logged models go up too, and what cannot come down says so', async () => {
  await using counting = await countingS3()
  const { s3, seen } = counting
  await using left = await startMlflowServer()
  await using right = await serverWithBucket('models', s3.url)
  await fillSampleModels(left)
  const env = { ...moto.env, MLFLOW_S3_ENDPOINT_URL: s3.url, ...upload }
  const ends = ['--from', left.url, '--to', right.url, '--include-deleted']

  const copied = await runJob(['copy', 'all', ...ends], { cwd: dir.path, env })

  expect(copied.objects.filter(({ ref }) => ref.kind === 'loggedModel')).toEqual([])
  expect(seen.filter(({ method, own }) => method === 'PUT' && !own).length).toBeGreaterThan(5)
  await using back = await startMlflowServer()
  const down = { cwd: dir.path, env: { ...download } }
  const came = await runJob(['copy', 'all', '--from', right.url, '--to', back.url], down)
  expect(came.exitCode).toBe(3)
  const lost = came.objects.filter(({ ref }) => ref.kind === 'loggedModel')
  expect(lost.length).toBeGreaterThan(0)
  for (const { problems } of lost) expect(problems[0]).toMatchObject({ code: 'ERR_PRESIGNED_NOT_OFFERED' })
})

test.each([
  ['to', upload],
  ['from', download],
])('a server without such a route (%s) ends the job; an upload before its first write', async (end, asked) => {
  await using old = await serverWithBucket(`old-${end}`, moto.url, '3.10.1')
  await using other = await startMlflowServer()
  await fillSampleData(end === 'to' ? other : old)
  await using proxy = await startProxy(end === 'to' ? old.url : other.url)
  const [from, to] = end === 'to' ? [other.url, proxy.url] : [old.url, proxy.url]
  const env = { ...moto.env, ...asked }

  const { exitCode, stderr } = await runMlferry(['copy', 'all', '--from', from, '--to', to], { cwd: dir.path, env })

  expect(exitCode).toBe(1)
  expect(stderr).toContain('signs no addresses')
  expect(stderr).toContain(Object.keys(asked)[0])
  // Before the first write, requests that change nothing ask for permissions.
  const made = proxy.writes().filter(({ status = 0 }) => status < 300)
  if (end === 'to') expect(made).toEqual([])
})

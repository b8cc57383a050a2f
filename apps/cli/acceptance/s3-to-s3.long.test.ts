import type { CopyResult } from '@mlferry/cli-kit'
import {
  answer,
  compareServers,
  fillManyRuns,
  fillSampleModels,
  type Moto,
  postToServer,
  startMlflowServer,
  startMoto,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'
import { startLargeObjectStore } from './large-object-store.ts'

const gibibyte = 2 ** 30
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

/** As SageMaker runs it: the server names places in a bucket, and clients go there themselves. */
async function serverWithBucket(bucket: string) {
  await moto.createBucket(bucket)
  const server = await startMlflowServer({ serveArtifacts: false, artifactRoot: `s3://${bucket}/root`, env: moto.env })
  return { ...server, clientEnv: moto.env }
}

async function copyAll(from: string, to: string, s3: string) {
  const argv = ['copy', 'all', '--from', from, '--to', to, '--include-deleted', '--json']
  const env = { ...moto.env, MLFLOW_S3_ENDPOINT_URL: s3 }
  const { stdout, stderr } = await runMlferry(argv, { cwd: dir.path, env })
  return { result: JSON.parse(stdout) as CopyResult, stderr }
}

test('S3 copies the files of runs and models itself; where it refuses, they pass through here and the report says so', async () => {
  await using left = await serverWithBucket('left')
  await using right = await serverWithBucket('right')
  await using third = await serverWithBucket('third')
  await fillSampleModels(left)
  // Versions whose files are those of other runs have their own test.
  await deleteModel(left, 'odd sources')
  const large = Buffer.alloc(12 * 2 ** 20, 'large')
  await putIntoSomeRun(left, large)
  await using s3 = await startProxy(moto.url)
  const bytes = () => s3.requests.reduce((sum, each) => sum + each.requestBytes + each.responseBytes, 0)
  const ignoreTags = ['mlflow.modelVersions']

  const copied = await copyAll(left.url, right.url, s3.url)

  expect(copied.result).toMatchObject({ exitCode: 0, objects: [], notes: [] })
  expect(copied.result.bytes).toBeGreaterThan(large.length)
  expect(await compareServers(left, right, { ignoreTags })).toEqual([])
  // Listings, answers to copies, and files of models whose ids are rewritten.
  expect(bytes()).toBeLessThan(1_500_000)

  s3.reset()
  const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
  const refusal = answer(403, { headers: { 'content-type': 'application/xml' }, body })
  s3.rule({ match: ({ headers }) => headers['x-amz-copy-source'] !== undefined, action: refusal })
  const streamed = await copyAll(left.url, third.url, s3.url)

  const line = 'S3 does not copy from left to third by itself (AccessDenied): these files pass through this machine.'
  expect(streamed.result).toMatchObject({ exitCode: 0, objects: [], notes: [line] })
  expect(streamed.stderr.split(line)).toHaveLength(2)
  expect(await compareServers(left, third, { ignoreTags })).toEqual([])
  expect(bytes()).toBeGreaterThan(2 * large.length)
})

test('a whole experiment is listed with one request per 1000 files', async () => {
  const runs = 240
  const filesPerRun = 10
  await using left = await serverWithBucket('many-left')
  await using right = await serverWithBucket('many-right')
  const { experimentId, runIds } = await fillManyRuns(left, { experiment: 'many', runs })
  for (const runId of runIds) {
    const paths = Array.from({ length: filesPerRun }, (_, n) => `root/${experimentId}/${runId}/artifacts/f${n}`)
    await Promise.all(paths.map((path) => putObject(`many-left/${path}`, Buffer.from(path))))
  }
  await using s3 = await startProxy(moto.url)

  const { result } = await copyAll(left.url, right.url, s3.url)

  expect(result).toMatchObject({ exitCode: 0, objects: [], files: runs * filesPerRun })
  const listings = s3.requests.filter(({ path }) => path.includes('list-type=2') && path.includes('many-left'))
  expect(listings).toHaveLength(Math.ceil((runs * filesPerRun) / 1000))
  s3.reset()
  expect((await copyAll(left.url, right.url, s3.url)).result.kinds.run).toMatchObject({ unchanged: runs })
  expect(s3.requests.filter(({ path }) => path.includes('list-type=2'))).toEqual([])
})

test('an object of 6 GiB is copied in parts that cover it exactly, and none of it comes here', async () => {
  await using left = await serverWithBucket('six-left')
  await using right = await serverWithBucket('six-right')
  const { experimentId, runIds } = await fillManyRuns(left, { experiment: 'large', runs: 1 })
  const path = `/six-left/root/${experimentId}/${runIds[0]}/artifacts/weights.bin`
  const size = 6 * gibibyte + 12_345
  await using store = await startLargeObjectStore({ path, size, behind: moto.url })

  const { result } = await copyAll(left.url, right.url, store.url)

  expect(result).toMatchObject({ exitCode: 0, objects: [], notes: [], files: 1, bytes: size })
  const parts = store.ranges.toSorted(([one], [other]) => one - other)
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.map(([first]) => first)).toEqual([0, ...parts.slice(0, -1).map(([, last]) => last + 1)])
  expect(parts.at(-1)?.[1]).toBe(size - 1)
  for (const [first, last] of parts.slice(0, -1)) expect(last - first + 1).toBeLessThanOrEqual(5 * gibibyte)
  expect([...store.objects].map(([at, length]) => [at.startsWith('/six-right/root/'), length])).toEqual([
    [false, size],
    [true, size],
  ])
  expect(store.bytes.passed).toBe(0)
})

async function deleteModel(server: { readonly url: string }, name: string): Promise<void> {
  const { ok } = await fetch(`${server.url}/api/2.0/mlflow/registered-models/delete`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  expect(ok).toBe(true)
}

async function putIntoSomeRun(server: { readonly url: string }, bytes: Buffer): Promise<void> {
  const search = { experiment_ids: Array.from({ length: 5 }, (_, id) => String(id)), max_results: 1 }
  const { runs } = await postToServer<{ runs: { info: { artifact_uri: string } }[] }>(server.url, 'runs/search', search)
  await putObject(`${runs[0]?.info.artifact_uri.replace('s3://', '')}/large.bin`, bytes)
}

/** Without an SDK: moto asks nobody for a signature. */
async function putObject(path: string, bytes: Buffer): Promise<void> {
  const { ok, status } = await fetch(`${moto.url}/${path}`, { method: 'PUT', body: new Uint8Array(bytes) })
  if (!ok) throw new Error(`moto answered ${status} to ${path}`)
}

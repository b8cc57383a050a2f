import { readdir } from 'node:fs/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  compareServers,
  isWrite,
  type MlflowServer,
  type ProxyRecord,
  type ServerAddress,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { runMlferry } from '../src/run-mlferry.ts'
import { type LargeSource, startLargeSource } from './breaking/large-source.ts'
import { leftUnfinished } from './breaking/left-unfinished.ts'
import { rowCounts } from './breaking/row-counts.ts'
import { runKilled } from './breaking/run-killed.ts'
import { randomNumbers } from './changes/random.ts'

const seed = Number(process.env.MLFERRY_TEST_SEED ?? Date.now() % 100_000)
const kills = Number(process.env.MLFERRY_TEST_KILLS ?? 30)
const runs = kills * 10
/** So many logged models, versions and traces, beside those of the samples. */
const some = Math.ceil(runs / 3)
vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 1_200_000 })
const stack = new AsyncDisposableStack()
let source: LargeSource
let dir: Awaited<ReturnType<typeof tempDir>>
/** Requests that counted when the export was left alone. */
let exportRequests: number

beforeAll(async () => {
  console.log(`MLFERRY_TEST_SEED=${seed}`)
  source = stack.use(
    await startLargeSource({ runs, metrics: 3, points: 40, artifactsPerRun: 1, models: some, traces: some }),
  )
  dir = stack.use(await tempDir())
  await using proxy = await startProxy(source.server.url)
  expectWhole(await runJob(exportTo('out'), inDir(proxy)))
  exportRequests = proxy.requests.filter(readsContent).length
})

afterAll(() => stack.disposeAsync())

test(`an import that is killed ${kills} times arrives whole, and nothing twice`, async () => {
  await expectSurvived({ argvTo: () => ['import-all', '--input-dir', 'out'], from: 'out' })
})

test(`a copy that is killed ${kills} times arrives whole, and nothing twice`, async () => {
  const { url } = source.server
  await expectSurvived({ argvTo: (to) => ['copy', 'all', '--from', url, '--to', to, '--include-deleted'], from: url })
})

test(`an export that is killed ${kills} times is whole, and what is imported from it is as the source`, async () => {
  await using target = await startTarget()
  await using proxy = await startProxy(source.server.url)
  const killing = { proxy, kills, random: randomNumbers(seed), counts: readsContent, expected: exportRequests }

  const result = await runKilled(exportTo('killed'), { ...inDir(proxy), ...killing })

  expectWhole(result)
  expect(await filesIn('killed')).toEqual(await filesIn('out'))
  const checked = await runMlferry(['verify', '--input-dir', 'killed'], { cwd: dir.path })
  expect(checked, checked.stdout).toMatchObject({ exitCode: 0 })
  const imported = await runJob(['import-all', '--input-dir', 'killed'], inDir(target))
  await expectProof({ from: 'killed', target, result: imported })
})

const writes = ({ method, path }: Pick<ProxyRecord, 'method' | 'path'>) => isWrite(method, path)

interface Way {
  readonly argvTo: (url: string) => readonly string[]
  readonly from: string
}

/** Left alone first, into a server of its own, to know how much there is to do. */
async function expectSurvived({ argvTo, from }: Way): Promise<void> {
  const expected = await writesAlone(argvTo)
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  const killing = { ...inDir(proxy), proxy, kills, random: randomNumbers(seed), counts: writes, expected }
  const result = await runKilled(argvTo(proxy.url), killing)
  expectWhole(result)
  await expectProof({ from, target, result })
}

async function writesAlone(argvTo: Way['argvTo']): Promise<number> {
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  expectWhole(await runJob(argvTo(proxy.url), inDir(proxy)))
  return proxy.writes().length
}

function exportTo(folder: string): readonly string[] {
  return ['export-all', '--output-dir', folder, '--export-deleted-runs']
}

function readsContent({ route }: Pick<ProxyRecord, 'route'>): boolean {
  return /mlflow-artifacts|get-history|get-artifact|batchGet/.test(route)
}

/** Without the reports and id maps of each start. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(dir.file(folder), { recursive: true })
  return names.filter((name) => !name.startsWith('.mlferry') || /tmp/.test(name)).sort()
}

function startTarget(): Promise<MlflowServer> {
  return startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
}

function inDir({ url }: Pick<ServerAddress, 'url'>) {
  return { cwd: dir.path, env: { MLFLOW_TRACKING_URI: url } }
}

function expectWhole({ objects, unsettled, exitCode }: CopyResult): void {
  expect({ objects, unsettled, exitCode }).toEqual({ objects: [], unsettled: [], exitCode: 0 })
}

interface Proving {
  readonly from: string
  readonly target: MlflowServer
  /** Of the job that went through. */
  readonly result: CopyResult
}

/** By mlferry, by the database, and by the Python client. */
async function expectProof({ from, target, result }: Proving): Promise<void> {
  const argv = ['verify', '--from', from, '--to', target.url, '--include-deleted', '--level', 'bytes', '--no-extra']
  const { stdout } = await runMlferry([...argv, '--json'], { cwd: dir.path })
  expect.soft(JSON.parse(stdout)).toMatchObject({ equal: true, differences: [] })
  expect.soft(leftUnfinished(target, result)).toEqual([])
  expect.soft(rowCounts(target)).toEqual(rowCounts(source.server))
  expect.soft(await compareServers(source.server, target, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
}

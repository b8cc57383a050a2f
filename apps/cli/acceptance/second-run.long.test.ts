import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopyResult } from '@mlferry/cli-kit'
import { dumpServer, type MlflowServer, postToServer, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { changedKinds, expectUnchanged } from './breaking/changed-kinds.ts'
import { type LargeSource, startLargeSource } from './breaking/large-source.ts'

const runs = 1050
const traces = 1050
const stack = new AsyncDisposableStack()
let source: LargeSource
/** In front of the source, whose address an export directory belongs to. */
let asked: Awaited<ReturnType<typeof startProxy>>
let target: MlflowServer
let dir: Awaited<ReturnType<typeof tempDir>>
let counts: Counts
let running: string

beforeAll(async () => {
  source = stack.use(await startLargeSource({ runs, traces }))
  asked = stack.use(await startProxy(source.server.url))
  target = stack.use(await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } }))
  dir = stack.use(await tempDir())
  running = await createRun('still running')
  await logPoints(running, 5)
  counts = await countObjects()
  expect(await exportAll()).toMatchObject({ exitCode: 0, objects: [] })
  expect(await importAll(target.url)).toMatchObject({ exitCode: 0, objects: [] })
}, 1_200_000)

afterAll(() => stack.disposeAsync())

test('a second export and import write nothing, and read a page for 1000 runs', async () => {
  await expectNothingToDo({ home: dir.path, out: 'out' })
})

test('the same from another home and folder, with the state deleted', async () => {
  await cp(dir.file('out'), dir.file('elsewhere/moved'), { recursive: true })
  await rm(dir.file('elsewhere/moved/.mlferry'), { recursive: true, force: true })
  await expectNothingToDo({ home: dir.file('elsewhere'), out: 'elsewhere/moved' })
})

test('a copy straight from the source finds all that the import brought', async () => {
  await using proxy = await startProxy(target.url)
  const argv = ['copy', 'all', '--from', source.server.url, '--to', proxy.url, '--include-deleted']
  const result = await runJob(argv, { cwd: dir.path })
  expectUnchanged(result)
  expect(proxy.writes()).toEqual([])
})

test('of 3 new runs and 10 new points only those are written', async () => {
  const added = await Promise.all(['a', 'b', 'c'].map((name) => createRun(name)))
  await logPoints(running, 10)
  await using proxy = await startProxy(target.url, { keepBodies: true })

  const exported = await exportAll()
  const imported = await importAll(proxy.url)

  expect(exported.kinds.run).toMatchObject({ created: 3, updated: 1, failed: 0 })
  expect(imported.kinds.run).toMatchObject({ created: 3, updated: 1, failed: 0 })
  expect(changedKinds(imported)).toEqual(['run'])
  // Whether the server takes a write is asked with one that it refuses.
  const taken = proxy.writes().filter(({ status = 0 }) => status < 300)
  const ofRuns = taken.filter(({ route }) => route.includes('/runs/'))
  expect(ofRuns.flatMap(({ body = '{}' }) => JSON.parse(body).metrics ?? []).length).toBe(10)
  expect(ofRuns.filter(({ route }) => route.endsWith('/create')).length).toBe(added.length)
  // Each new run: created, its state, its mark. The running one: its points, its mark.
  expect(ofRuns.length).toBeLessThanOrEqual(3 * added.length + 2)
  // Besides, the job's claim on the target, and a file that shows that files can be written.
  const others = taken.filter((request) => !ofRuns.includes(request)).map(({ method, route }) => `${method} ${route}`)
  expect(others.filter((route) => !ofJob.has(route))).toEqual([])
})

const ofJob = new Set([
  'POST /api/2.0/mlflow/experiments/set-experiment-tag',
  'PUT /api/2.0/mlflow-artifacts/artifacts/*',
  'DELETE /api/2.0/mlflow-artifacts/artifacts/*',
])

interface From {
  readonly home: string
  readonly out: string
}

async function expectNothingToDo({ home, out }: From): Promise<void> {
  asked.reset()
  await using targetProxy = await startProxy(target.url)
  const exported = await exportAll({ home, out })
  const imported = await importAll(targetProxy.url, { home, out })
  expectUnchanged(exported)
  expectUnchanged(imported)
  expect([...asked.writes(), ...targetProxy.writes()]).toEqual([])
  const { experiments, models, runs: allRuns, traces: allTraces } = counts
  // Pages of 1000 runs and of 500 traces, the most that MLflow gives; a listing of each kind that an experiment holds, and what is not
  // settled in it; each model and its versions.
  const most = 25 + 10 * experiments + 3 * models + Math.ceil(allRuns / 1000) + Math.ceil(allTraces / 500)
  console.log(`reads: ${asked.requests.length} at the source, ${targetProxy.requests.length} at the target`, counts)
  expect(targetProxy.requests.length).toBeLessThanOrEqual(most)
  expect(asked.requests.length).toBeLessThanOrEqual(most)
}

function exportAll(from: From = { home: dir.path, out: 'out' }): Promise<CopyResult> {
  return runJob(['export-all', '--output-dir', from.out, '--export-deleted-runs'], at(asked.url, from))
}

function importAll(url: string, from: From = { home: dir.path, out: 'out' }): Promise<CopyResult> {
  return runJob(['import-all', '--input-dir', from.out], at(url, from))
}

function at(url: string, { home }: From) {
  return { cwd: dir.path, env: { MLFLOW_TRACKING_URI: url, HOME: home, XDG_STATE_HOME: join(home, 'state') } }
}

interface Counts {
  readonly experiments: number
  readonly models: number
  readonly runs: number
  readonly traces: number
}

async function countObjects(): Promise<Counts> {
  const dump = await dumpServer(source.server, { artifacts: 'none', metricsFromDatabase: true })
  const models = (dump.registeredModels?.length ?? 0) + (dump.prompts?.length ?? 0)
  return { experiments: dump.experiments.length, models, runs: dump.runs.length, traces: dump.traces?.length ?? 0 }
}

interface Created {
  readonly run: { readonly info: { readonly run_id: string } }
}

async function createRun(name: string): Promise<string> {
  const { experimentId } = source.many
  const { run } = await postToServer<Created>(source.server.url, 'runs/create', {
    experiment_id: experimentId,
    run_name: name,
    start_time: Date.now(),
  })
  return run.info.run_id
}

async function logPoints(runId: string, count: number): Promise<void> {
  const start = Date.now()
  const metrics = Array.from({ length: count }, (_, step) => ({
    key: 'new',
    value: step,
    step,
    timestamp: start + step,
  }))
  await postToServer(source.server.url, 'runs/log-batch', { run_id: runId, metrics })
}

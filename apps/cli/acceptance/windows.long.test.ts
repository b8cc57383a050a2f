import { randomInt } from 'node:crypto'
import {
  compareTables,
  dumpTables,
  fillCrossing,
  fillSamples,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  startProxy,
  type Tables,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
let dir: TempDir
let source: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer({ env })
})

afterAll(async () => {
  await source?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('windows cut at ten random instants, in random order, end as one copy; the whole pass after them writes nothing', async () => {
  await fillSamples(source)
  await fillCrossing(source)
  const windows = windowsOf(await dumpTables(source), 10)
  await using whole = await startMlflowServer({ env })
  await using target = await startMlflowServer({ env })
  await copyAll(whole.url)

  for (const window of windows) {
    const { exitCode, objects } = await copyAll(target.url, ...window)
    expect({ exitCode, failed: objects.filter(({ outcome }) => outcome === 'failed') }, window.join(' ')).toEqual({
      exitCode: 0,
      failed: [],
    })
  }

  const { differences } = compareTables(await dumpTables(whole), await dumpTables(target))
  expect(differences, JSON.stringify(windows)).toEqual([])
  await using proxy = await startProxy(target.url)
  await copyAll(proxy.url)
  expect(proxy.writes(), JSON.stringify(windows)).toEqual([])
})

test('a version whose run was deleted arrives with its files, and its run with it', async () => {
  await using from = await startMlflowServer({ env })
  await using target = await startMlflowServer({ env })
  const run = await runWithFile(from)
  await postToServer(from.url, 'registered-models/create', { name: 'of a deleted run' })
  const version = { name: 'of a deleted run', source: `runs:/${run}/m`, run_id: run }
  await postToServer(from.url, 'model-versions/create', version)
  await postToServer(from.url, 'runs/delete', { run_id: run })

  const result = await runJob(['copy', 'all', '--from', from.url, '--to', target.url], { cwd: dir.path })

  expect(result).toMatchObject({ exitCode: 0, files: 1, waiting: [], pending: [] })
  const { runs = [], model_versions = [], logged_models = [] } = await dumpTables(target)
  expect(runs).toMatchObject([{ lifecycle_stage: 'deleted' }])
  expect(model_versions).toMatchObject([{ run_id: runs[0]?.run_uuid }])
  expect(logged_models).toEqual([])
})

async function runWithFile({ url }: MlflowServer): Promise<string> {
  const made = await postToServer<{ run: { info: { run_id: string; artifact_uri: string } } }>(url, 'runs/create', {
    experiment_id: '0',
  })
  const { run_id, artifact_uri } = made.run.info
  const path = artifact_uri.replace(/^mlflow-artifacts:\/*/, '')
  const put = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${path}/m/model.bin`, {
    method: 'PUT',
    body: 'weights',
  })
  expect(put.status).toBe(200)
  return run_id
}

function copyAll(to: string, ...window: string[]) {
  const argv = ['copy', 'all', '--from', source.url, '--to', to, '--include-deleted', '--accept-degraded', ...window]
  return runJob(argv, { cwd: dir.path })
}

/** Flags of the windows between instants at which something starts, in random order. */
function windowsOf({ runs = [], trace_info = [] }: Tables, count: number): string[][] {
  const starts = [...runs.map(({ start_time }) => start_time), ...trace_info.map(({ timestamp_ms }) => timestamp_ms)]
  const times = [...new Set(starts.flatMap((time) => (time ? [Number(time)] : [])))]
  const cuts = Array.from({ length: count }, () => times[randomInt(times.length)] ?? 0)
  const edges = [...new Set(cuts.sort((a, b) => a - b).map(asFlag))]
  const windows = [undefined, ...edges].map((since, at) => [
    ...(since === undefined ? [] : ['--since', since]),
    ...(edges[at] === undefined ? [] : ['--until', edges[at]]),
  ])
  return windows
    .map((window) => ({ window, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ window }) => window)
}

/** Windows are cut at whole seconds. */
function asFlag(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

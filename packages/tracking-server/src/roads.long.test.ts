import { DatabaseSync } from 'node:sqlite'
import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  dumpTables,
  ensureMlflow,
  fillSamples,
  type MlflowServer,
  postToServer,
  type Row,
  runCommand,
  startMlflowServer,
  startProxy,
  type Tables,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
let [a, b, c]: MlflowServer[] = []

beforeAll(async () => {
  ;[a, b, c] = await Promise.all([1, 2, 3].map(() => startMlflowServer({ env })))
  await fillSamples(a as MlflowServer)
})

afterAll(async () => {
  for (const each of [a, b, c]) await each?.close()
})

test('A to B, B to C, then A to C: the last copy finds everything, and writes just what B cannot tell', async () => {
  await copyAll(a, b)
  await copyAll(b, c)
  const before = await dumpTables(c as MlflowServer)
  await using proxy = await startProxy(c?.url ?? '', { keepBodies: true })

  const report = await copyAll(a, proxy)

  expect(report.objects.map(({ ref, outcome, problems }) => ({ ref, outcome, problems }))).toEqual([])
  // A parent that stayed behind: B notes that a link waits, and gives no such notes away.
  const waiting = parentsBehind(await dumpTables(a as MlflowServer))
  expect(waiting.length).toBeGreaterThan(0)
  expect(
    proxy
      .writes()
      .map(({ route, body }) => [route, parentIn(body)])
      .sort(),
  ).toEqual(waiting.map((parent) => ['/api/2.0/mlflow/runs/log-batch', parent]).sort())
  const isMark = ({ table, text }: { table: string; text: string }) => table === 'tags' && text.includes('"mlferry.')
  const { lost, added } = changes(before, await dumpTables(c as MlflowServer))
  expect([...lost, ...added].filter((row) => !isMark(row))).toEqual([])
  proxy.reset()
  await copyAll(a, proxy)
  await copyAll(b, proxy)
  expect(proxy.writes()).toEqual([])
})

/** Ids of runs that runs name as their parents, and that are deleted or nowhere. */
function parentsBehind({ runs = [], tags = [] }: Tables): (string | null | undefined)[] {
  const active = new Set(runs.filter((run) => run.lifecycle_stage === 'active').map(({ run_uuid }) => run_uuid))
  return tags
    .filter(({ key, run_uuid, value }) => key === 'mlflow.parentRunId' && active.has(run_uuid) && !active.has(value))
    .map(({ value }) => value)
}

function parentIn(body = '{}'): string | undefined {
  const { tags = [] } = JSON.parse(body) as { readonly tags?: readonly { key: string; value: string }[] }
  return tags.find(({ key }) => key === 'mlferry.pending.parent')?.value
}

test('the way back: the tables of A are as before, but for the new work', async () => {
  const before = await dumpTables(a as MlflowServer)
  const url = b?.url ?? ''
  const { experiments } = await postToServer<{ experiments: { experiment_id: string; name: string }[] }>(
    url,
    'experiments/search',
    { max_results: 100 },
  )
  const id = experiments.find(({ name }) => name !== 'Default')?.experiment_id
  const create = { experiment_id: id, start_time: Date.now(), run_name: 'new work' }
  const { run } = await postToServer<{ run: { info: { run_id: string } } }>(url, 'runs/create', create)
  await postToServer(url, 'runs/log-metric', { run_id: run.info.run_id, key: 'auc', value: 0.5, timestamp: 1, step: 0 })
  await postToServer(url, 'runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: Date.now() })

  const report = await copyAll(b, a)

  // What holds files at B alone is nothing of A.
  expect(report.objects.filter(({ problems }) => problems.length > 0)).toEqual([])
  expect(report.kinds.run).toMatchObject({ created: 1, updated: 0 })
  const { lost, added } = changes(before, await dumpTables(a as MlflowServer))
  expect(lost).toEqual([])
  expect(new Set(added.map(({ table }) => table))).toEqual(new Set(['runs', 'metrics', 'latest_metrics', 'tags']))
  expect(added.filter(({ table }) => table === 'runs')).toHaveLength(1)
})

test('a restore after an experiment, a run and a version were purged brings just these', async () => {
  const server = a as MlflowServer
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: server.url })
  const made = { layout: 'all', source: { uri: server.url }, selection: {}, mlferryVersion: '0' } as const
  await using directory = await createExportDirectory(dir.file('backup'), made)
  await copy({ source, target: directory })
  const whole = await dumpTables(server)
  const purged = await purge(server, whole)
  const before = await dumpTables(server)

  const report = await copy({ source: await openExportDirectory(dir.file('backup')), target: source })

  expect(report.objects.filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped')).toEqual([])
  expect(report.kinds).toMatchObject({
    experiment: { created: 1, updated: 0 },
    run: { created: purged.runs, updated: 0 },
    modelVersion: { created: 1, updated: 0 },
    trace: { created: 1, updated: 0 },
  })
  const spansOf = ({ spans }: Tables) => spans?.filter(({ trace_id }) => trace_id === purged.trace)
  expect(spansOf(await dumpTables(server))?.length).toBe(spansOf(whole)?.length)
  expect(changes(before, await dumpTables(server)).lost).toEqual([])
  const again = await copy({ source: await openExportDirectory(dir.file('backup')), target: source })
  for (const counts of Object.values(again.kinds)) expect(counts).toMatchObject({ created: 0, updated: 0, failed: 0 })
})

/** An experiment with all that it holds, a run elsewhere, and the newest version of a model. */
async function purge(server: MlflowServer, tables: Tables): Promise<{ readonly runs: number; readonly trace: string }> {
  const active = (rows: readonly Row[] = []) => rows.filter(({ lifecycle_stage }) => lifecycle_stage === 'active')
  const runsOf = (id: string | null | undefined) => active(tables.runs).filter((run) => run.experiment_id === id)
  const isFree = ({ experiment_id: id }: Row) =>
    !['logged_models', 'trace_info', 'issues', 'scorers'].some((table) =>
      tables[table]?.some((row) => row.experiment_id === id),
    )
  const experiment = active(tables.experiments).find(
    (each) => each.experiment_id !== '0' && isFree(each) && runsOf(each.experiment_id).length > 0,
  )
  const parents = new Set(tables.tags?.flatMap(({ key, value }) => (key === 'mlflow.parentRunId' ? [value] : [])))
  const named = new Set(
    [...(tables.model_versions ?? []), ...(tables.inputs ?? [])].flatMap(({ run_id, destination_id }) => [
      run_id,
      destination_id,
    ]),
  )
  const run = active(tables.runs).find(
    ({ experiment_id, run_uuid }) =>
      experiment_id !== experiment?.experiment_id && !parents.has(run_uuid as string) && !named.has(run_uuid as string),
  )
  expect(experiment && run).toBeDefined()
  const runs = runsOf(experiment?.experiment_id).length + 1
  await postToServer(server.url, 'experiments/delete', { experiment_id: experiment?.experiment_id })
  await postToServer(server.url, 'runs/delete', { run_id: run?.run_uuid })
  const { mlflow } = await ensureMlflow(server.version)
  const where = ['--backend-store-uri', server.backendStoreUri, '--tracking-uri', server.url]
  // It takes all deleted experiments, too.
  await runCommand(mlflow, ['gc', ...where, '--run-ids', run?.run_uuid ?? ''])
  const isPrompt = ({ name }: Row) =>
    tables.registered_model_tags?.some((tag) => tag.name === name && tag.key === 'mlflow.prompt.is_prompt')
  const isNewest = ({ name, version }: Row) =>
    tables.model_versions?.every((other) => other.name !== name || Number(other.version) <= Number(version)) === true
  const newest = tables.model_versions?.findLast(
    (each) => !isPrompt(each) && isNewest(each) && each.current_stage !== 'Deleted_Internal',
  )
  // No call deletes one so that its number is free again.
  const database = new DatabaseSync(server.backendStoreUri.replace('sqlite:///', ''))
  for (const table of ['model_version_tags', 'registered_model_aliases', 'model_versions']) {
    const { name = '', version = '' } = newest ?? {}
    database.prepare(`delete from ${table} where name = ? and version = ?`).run(name, version)
  }
  database.close()
  const trace = tables.trace_info?.find(({ request_id: id }) => tables.spans?.some(({ trace_id }) => trace_id === id))
  const { request_id: id = '', experiment_id } = trace ?? {}
  await postToServer(server.url, 'traces/delete-traces', { experiment_id, request_ids: [id] })
  return { runs, trace: id ?? '' }
}

interface Place {
  readonly url: string
}

async function copyAll(from: Place | undefined, to: Place | undefined) {
  await using source = await openTrackingServer({ trackingUri: from?.url ?? '' })
  await using target = await openTrackingServer({ trackingUri: to?.url ?? '' })
  return await copy({ source, target })
}

/** Rows that are not there any more, and those that were not. What a job's claim and MLflow itself leave is nobody's data. */
function changes(before: Tables, after: Tables) {
  const textsOf = (tables: Tables) =>
    Object.entries(tables).flatMap(([table, rows]) =>
      rows.filter((row) => !isClaim(table, row)).map((row) => ({ table, text: textOf(table, row) })),
    )
  const minus = (left: Tables, right: Tables) => {
    const there = new Set(textsOf(right).map(({ table, text }) => `${table} ${text}`))
    return textsOf(left).filter(({ table, text }) => !there.has(`${table} ${text}`))
  }
  return { lost: minus(before, after), added: minus(after, before) }
}

/** MLflow itself notes on a model when its last version was made. */
function textOf(table: string, { last_updated_time, ...row }: Row): string {
  return JSON.stringify(table === 'registered_models' ? row : { ...row, last_updated_time })
}

function isClaim(table: string, { key, experiment_id, is_default }: Row): boolean {
  // MLflow makes it where somebody lists label schemas.
  if (table === 'label_schemas') return is_default === '1'
  if (table === 'experiment_tags') return key === 'mlferry.lease'
  return table === 'experiments' && experiment_id === '0'
}

import { copy } from '@mlferry/engine'
import { dumpTables, type MlflowServer, postToServer, type Row, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

let a: MlflowServer
let b: MlflowServer

beforeAll(async () => {
  ;[a, b] = await Promise.all([startMlflowServer(), startMlflowServer()])
})

afterAll(async () => {
  for (const each of [a, b]) await each?.close()
})

test('a deleted experiment with a run that still runs is deleted after each pass, and told', async () => {
  const experiment = await makeExperiment(a, 'gone')
  await makeRun(a, experiment, {})
  await postToServer(a.url, 'experiments/delete', { experiment_id: experiment })
  const selection = { experiments: ['gone'], includeDeleted: true }

  for (const outcome of ['created', 'updated', 'updated']) {
    const report = await copyAll(a, b, selection)

    expect(report.kinds.experiment).toMatchObject({ [outcome]: 1 })
    const { experiments } = await dumpTables(b)
    expect(experiments?.find(({ name }) => name === 'gone')).toMatchObject({ lifecycle_stage: 'deleted' })
  }
})

test('an experiment that was renamed at either end keeps its runs, and takes the name of its source', async () => {
  const experiment = await makeExperiment(a, 'before')
  const other = await makeExperiment(a, 'other')
  await makeRun(a, experiment, { status: 'FINISHED' })
  await copyAll(a, b)
  await postToServer(a.url, 'experiments/update', { experiment_id: experiment, new_name: 'after' })

  const report = await copyAll(a, b)

  expect(report.kinds).toMatchObject({ experiment: { updated: 1, created: 0 }, run: { created: 0 } })
  const there = (await dumpTables(b)).experiments?.find(({ name }) => name === 'after')
  await postToServer(b.url, 'experiments/update', { experiment_id: there?.experiment_id, new_name: 'by hand' })
  await using proxy = await startProxy(b.url)
  expect((await copyAll(a, proxy)).kinds).toMatchObject({ experiment: { updated: 0, created: 0 }, run: { created: 0 } })
  expect(proxy.writes()).toEqual([])

  await makeExperiment(b, 'taken')
  await postToServer(a.url, 'experiments/update', { experiment_id: other, new_name: 'taken' })
  const taken = await copyAll(a, b)
  expect(taken.objects).toMatchObject([{ outcome: 'degraded', problems: [{ code: 'ERR_NAME_TAKEN' }] }])
})

test('an experiment that two sources share takes the name of the first, keeps the runs of both, and is noted once', async () => {
  await using c = await startMlflowServer()
  const [ofA, ofC] = [await makeExperiment(a, 'shared'), await makeExperiment(c, 'shared')]
  await makeRun(a, ofA, { status: 'FINISHED' })
  await makeRun(c, ofC, { status: 'FINISHED' })
  const selection = { experiments: ['shared', 'shared by two'] }
  await copyAll(a, b, selection)
  await copyAll(c, b, selection)
  await postToServer(a.url, 'experiments/update', { experiment_id: ofA, new_name: 'shared by two' })
  await copyAll(a, b, selection)

  await using proxy = await startProxy(b.url)
  const report = await copyAll(c, proxy, selection)

  expect(proxy.writes()).toEqual([])
  expect(report.kinds).toMatchObject({ experiment: { created: 0, updated: 0, degraded: 1 }, run: { unchanged: 1 } })
  const { experiments = [], runs = [], experiment_tags = [] } = await dumpTables(b)
  const there = experiments.filter(({ name }) => name?.startsWith('shared'))
  expect(there.map(({ name }) => name)).toEqual(['shared by two'])
  expect(runs.filter(({ experiment_id }) => experiment_id === there[0]?.experiment_id)).toHaveLength(2)
  const notes = experiment_tags.filter(({ key }) => key?.startsWith('mlferry.merged.'))
  expect(notes.map(({ experiment_id, value }) => [experiment_id, JSON.parse(value ?? '')])).toMatchObject([
    [there[0]?.experiment_id, { id: ofC, uri: c.url }],
  ])
})

test('an experiment that holds a run of users at the target is not deleted with its source', async () => {
  const experiment = await makeExperiment(a, 'left')
  await makeRun(a, experiment, { status: 'FINISHED' })
  const selection = { experiments: ['left'], includeDeleted: true }
  await copyAll(a, b, selection)
  const there = (await dumpTables(b)).experiments?.find(({ name }) => name === 'left')?.experiment_id ?? ''
  await makeRun(b, there, { status: 'FINISHED' })
  await postToServer(a.url, 'experiments/delete', { experiment_id: experiment })

  const report = await copyAll(a, b, selection)

  expect(report.unsettled).toMatchObject([{ target: { id: there }, problem: { code: 'ERR_FIELDS_KEPT' } }])
  const { experiments, runs } = await dumpTables(b)
  expect(experiments?.find(({ name }) => name === 'left')).toMatchObject({ lifecycle_stage: 'active' })
  const stages = runs?.filter(({ experiment_id }) => experiment_id === there).map((run) => run.lifecycle_stage)
  expect(stages?.sort()).toEqual(['active', 'deleted'])

  const only = (await dumpTables(b)).runs?.find(
    (run) => run.experiment_id === there && run.lifecycle_stage === 'active',
  )
  await postToServer(b.url, 'runs/delete', { run_id: only?.run_uuid })
  expect((await copyAll(a, b, selection)).unsettled).toEqual([])
  await postToServer(a.url, 'experiments/restore', { experiment_id: experiment })
  await copyAll(a, b, selection)
  expect((await dumpTables(b)).experiments?.find(({ name }) => name === 'left')).toMatchObject({
    lifecycle_stage: 'active',
  })
})

test('names that change hands, also in a circle, and one that a new experiment takes: each keeps its own run', async () => {
  const names = ['one', 'two', 'three']
  const ids = await Promise.all(names.map((name) => makeExperiment(a, name)))
  for (const id of ids) await makeRun(a, id, { status: 'FINISHED' })
  const selection = { experiments: names }
  await copyAll(a, b, selection)
  const [one = '', two = '', three = ''] = ids
  const rename = (id: string, name: string) =>
    postToServer(a.url, 'experiments/update', { experiment_id: id, new_name: name })
  for (const [id, name] of [
    [one, 'free'],
    [two, 'one'],
    [one, 'two'],
    [three, 'old three'],
  ] as const)
    await rename(id, name)
  const fresh = await makeExperiment(a, 'three')
  await makeRun(a, fresh, { status: 'FINISHED' })

  const { objects, unsettled } = await copyAll(a, b, { experiments: [...names, 'old three'] })

  expect([objects, unsettled]).toEqual([[], []])
  const { experiments = [], tags = [], runs = [] } = await dumpTables(b)
  const nameOf = (source: string) => {
    const run = tags.find(({ key, value }) => key === 'mlferry.source.id' && value === source)?.run_uuid
    const holder = runs.find(({ run_uuid }) => run_uuid === run)?.experiment_id
    return experiments.find(({ experiment_id }) => experiment_id === holder)?.name
  }
  const sources = (await dumpTables(a)).runs?.filter(({ experiment_id }) =>
    [...ids, fresh].includes(String(experiment_id)),
  )
  const pairs = sources?.map(({ run_uuid, experiment_id }) => [String(experiment_id), nameOf(String(run_uuid))])
  expect(new Map(pairs as [string, string][])).toEqual(
    new Map([
      [one, 'two'],
      [two, 'one'],
      [three, 'old three'],
      [fresh, 'three'],
    ]),
  )
})

test('the way back: new work arrives, and every row of A is as it was', async () => {
  const experiment = await makeExperiment(a, 'home')
  await makeRun(a, experiment, { status: 'FINISHED' })
  await postToServer(a.url, 'registered-models/create', { name: 'home' })
  await postToServer(a.url, 'model-versions/create', { name: 'home', source: 's3://bucket/home' })
  await copyAll(a, b, { experiments: ['home'] })
  await copyAll(a, b, { models: ['home'] })
  const before = await dumpTables(a)
  const there = (await dumpTables(b)).experiments?.find(({ name }) => name === 'home')
  await makeRun(b, there?.experiment_id ?? '', { status: 'FINISHED' })

  const reports = [await copyAll(b, a, { experiments: ['home'] }), await copyAll(b, a, { models: ['home'] })]

  // What holds files at B alone is nothing of A.
  expect(reports.flatMap(({ objects }) => objects).filter(({ problems }) => problems.length > 0)).toEqual([])
  expect(reports[0]?.kinds).toMatchObject({ experiment: { unchanged: 1 }, run: { created: 1, unchanged: 1 } })
  expect(reports[1]?.kinds).toMatchObject({ registeredModel: { unchanged: 1 }, modelVersion: { unchanged: 1 } })
  const after = await dumpTables(a)
  for (const [table, rows] of Object.entries(before)) {
    const texts = new Set(after[table]?.map((row) => JSON.stringify(row)))
    expect(rows.filter((row) => !isClaim(table, row) && !texts.has(JSON.stringify(row)))).toEqual([])
  }
  expect(after.runs).toHaveLength((before.runs?.length ?? 0) + 1)
  expect(after.experiments).toHaveLength(before.experiments?.length ?? 0)
})

/** What a job that writes lays on its target for that time. */
function isClaim(table: string, { key, experiment_id }: Row): boolean {
  if (table === 'experiment_tags') return key?.startsWith('mlferry.lease') === true
  return table === 'experiments' && experiment_id === '0'
}

async function makeExperiment({ url }: MlflowServer, name: string): Promise<string> {
  return (await postToServer<{ experiment_id: string }>(url, 'experiments/create', { name })).experiment_id
}

async function makeRun({ url }: MlflowServer, experiment: string, { status }: { status?: string }): Promise<void> {
  const create = { experiment_id: experiment, start_time: Date.now(), run_name: 'one' }
  const { run } = await postToServer<{ run: { info: { run_id: string } } }>(url, 'runs/create', create)
  await postToServer(url, 'runs/log-metric', { run_id: run.info.run_id, key: 'auc', value: 0.5, timestamp: 1, step: 0 })
  if (status) await postToServer(url, 'runs/update', { run_id: run.info.run_id, status, end_time: Date.now() })
}

async function copyAll(
  from: { readonly url: string },
  to: { readonly url: string },
  selection: Parameters<typeof copy>[0]['selection'] = {},
) {
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: to.url })
  return await copy({ source, target, selection })
}

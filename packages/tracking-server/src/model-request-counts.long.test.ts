import { createClient } from '@mlferry/client'
import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { answer, compareServers, type MlflowServer, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const runs = 12
const filesPerModel = 2
/** Of each registered model: number of versions, aliases of the last, stage of the first. */
const registered = [
  { name: 'plain', versions: 6, aliases: [], stage: undefined },
  { name: 'served', versions: 4, aliases: ['champion', 'next'], stage: 'Production' },
]
const versions = registered.reduce((sum, model) => sum + model.versions, 0)
const aliases = registered.reduce((sum, model) => sum + model.aliases.length, 0)
const stages = registered.filter(({ stage }) => stage).length

/** What is asked once a job, and of each of two experiments: version, permissions, listings of each kind. */
const once = 24 + 2 * 7
/** The target's experiments: one is made and takes four tags of ours; the one from the start notes what went into it. */
const ofExperiment = 1 + 4 + 1
/** That no other job writes there: said, and taken back. */
const ofLease = 2
/**
 * A run is made, ended, and told of its models; then one for each started thousand of points, its own and those of its models. Its params
 * and its mark go with these.
 */
const perRun = 3
/** Unless they find no room there: MLflow takes 1000 points, params and tags in one call, all together. */
const fullThousand = 1

let source: MlflowServer
let target: MlflowServer
let dir: Awaited<ReturnType<typeof tempDir>>

beforeAll(async () => {
  source = await startMlflowServer()
  target = await startMlflowServer()
  dir = await tempDir()
  await fillModels(source)
})

afterAll(async () => {
  await Promise.all([source?.close(), target?.close(), dir?.[Symbol.asyncDispose]()])
})

test('exporting asks each run for its models, and nothing for each model and version but its files', async () => {
  await using proxy = await startProxy(source.url)
  await using server = await openTrackingServer({ trackingUri: proxy.url })
  const options = { layout: 'all', source: { uri: server.label }, selection: {}, mlferryVersion: '0' } as const
  await using directory = await createExportDirectory(dir.file('export'), options)

  const report = await copy({ source: server, target: directory })

  expect(report.kinds.loggedModel).toMatchObject({ created: runs, failed: 0, degraded: 0 })
  expect(report.kinds.modelVersion).toMatchObject({ created: versions, failed: 0, degraded: 0 })
  expect(proxy.counts()['GET /api/2.0/mlflow/runs/get']).toBe(runs)
  // A listing for each run and each logged model, one of the experiment as runs have no files, and the files. The rest: one listing of the versions of each model, and its aliases.
  expect(filesOf(proxy)).toBe(runs * 2 + 1 + runs * filesPerModel)
  expect(proxy.requests.length - runs - filesOf(proxy)).toBeLessThanOrEqual(registered.length * 2 + once)
  expect(proxy.writes()).toEqual([])
})

test('importing takes what runs take, two requests a logged model, one a version, alias, stage and file', async () => {
  await using proxy = await startProxy(target.url)
  await using server = await openTrackingServer({ trackingUri: proxy.url })

  const report = await copy({ source: await openExportDirectory(dir.file('export')), target: server })

  expect(report.objects).toEqual([])
  const ofRuns = runs * (perRun + 1)
  const ofModels = runs * 2 + registered.length + versions + aliases + stages + runs * filesPerModel
  expect(proxy.writes().length).toBe(ofRuns + ofModels + ofExperiment + ofLease)
  expect(proxy.requests.length - proxy.writes().length).toBeLessThanOrEqual(registered.length + once)
  proxy.reset()
  const again = await copy({ source: await openExportDirectory(dir.file('export')), target: server })
  expect(again.kinds.loggedModel).toMatchObject({ unchanged: runs })
  expect(again.kinds.modelVersion).toMatchObject({ unchanged: versions })
  expect(proxy.writes()).toEqual([])
  expect(proxy.requests.length).toBeLessThanOrEqual(registered.length + once)
})

test('points of a run and of its models share requests, in which params and mark go along', async () => {
  await using from = await startMlflowServer()
  await using to = await startMlflowServer()
  await using client = await createClient({ trackingUri: from.url, env: {} })
  const experimentId = await client.experiments.create({ name: 'points' })
  const made = [
    { own: 600, ofModels: [150, 150], requests: perRun + 1 },
    { own: 1000, ofModels: [1], requests: perRun + 2 },
    { own: 999, ofModels: [1], requests: perRun + 1 + fullThousand },
    { own: 600, ofModels: [700, 800], requests: perRun + 3 },
  ]
  for (const { own, ofModels } of made) {
    const { info } = await client.runs.create({ experimentId, startTime: 1 })
    const runId = info.run_id
    const log = async (count: number, key: string, more = {}) => {
      const metrics = Array.from({ length: count }, (_, at) => ({
        key,
        value: at,
        timestamp: 1n,
        step: BigInt(at),
        ...more,
      }))
      await client.runs.logBatch({ runId, metrics })
    }
    await log(own, 'own')
    await client.runs.logBatch({ runId, params: [{ key: 'depth', value: '3' }] })
    for (const [index, count] of ofModels.entries()) {
      const tags = [{ key: 'mlflow.model.isExternal', value: 'true' }]
      const model = await client.loggedModels.create({ experimentId, name: 'm', sourceRunId: runId, tags })
      const { model_id } = model.info
      await log(count, `of model ${index}`, { model_id })
      await client.runs.logOutputs({ runId, models: [{ model_id, step: 0 }] })
      await client.loggedModels.finalize({ modelId: model_id, status: 'LOGGED_MODEL_READY' })
    }
    await client.runs.update({ runId, status: 'FINISHED', endTime: 2 })
  }
  await using proxy = await startProxy(to.url)
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: proxy.url })

  const report = await copy({ source, target })

  expect(report.objects).toEqual([])
  const ofRuns = proxy.writes().filter(({ route }) => route.includes('/runs/'))
  expect(ofRuns).toHaveLength(made.reduce((sum, { requests }) => sum + requests, 0))
  const counts = proxy.counts()
  expect(counts['POST /api/2.0/mlflow/logged-models']).toBe(6)
  expect(counts['PATCH /api/2.0/mlflow/logged-models/:id']).toBe(6)
  expect(await compareServers(from, to)).toEqual([])
  proxy.reset()
  await copy({ source, target })
  expect(proxy.writes()).toEqual([])
})

test('a run that could not be told of its models, or not be sealed, is completed by the next import; its models come once', async () => {
  await using other = await startMlflowServer()
  await using proxy = await startProxy(other.url)
  await using importing = await importingThrough(proxy)
  const { importAll } = importing
  proxy.rule({ match: { method: 'POST', path: /runs.outputs/ }, times: 1, action: answer(403) })
  // One run is refused with the points of its model and without them; the model logs them then.
  proxy.rule({ match: { method: 'POST', path: /runs.log-batch/ }, times: 2, action: answer(403) })

  const first = await importAll()

  expect(first.kinds.run?.failed).toBeGreaterThan(0)
  proxy.reset()
  const second = await importAll()
  expect(second.kinds).toMatchObject({
    run: { failed: 0, updated: first.kinds.run?.failed },
    loggedModel: { failed: 0 },
  })
  expect(second.objects).toEqual([])
  // The server's own list of the versions made from a model, in the order of their making.
  expect(await compareServers(source, other, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
  proxy.reset()
  await importAll()
  expect(proxy.writes()).toEqual([])
})

test('a version that was made, and did not get its stage or an alias, gets it with the next import; what users moved stays', async () => {
  await using other = await startMlflowServer()
  await using proxy = await startProxy(other.url)
  await using importing = await importingThrough(proxy)
  const { importAll } = importing
  proxy.rule({ match: { method: 'POST', path: /transition-stage/ }, times: 1, action: answer(403) })
  // The first alias is set, the second is not.
  proxy.rule({ match: { method: 'POST', path: /registered-models.alias/ }, skip: 1, times: 1, action: answer(403) })

  const first = await importAll()

  expect(first.kinds.modelVersion).toMatchObject({ failed: 2, created: versions - 2 })
  proxy.reset()
  const second = await importAll()
  expect(second.kinds.modelVersion).toMatchObject({ updated: 2, unchanged: versions - 2, created: 0 })
  expect(proxy.writes().map(({ route }) => route)).toEqual([
    expect.stringContaining('transition-stage'),
    expect.stringContaining('alias'),
  ])
  await using client = await createClient({ trackingUri: other.url, env: {} })
  const { aliases } = await client.registeredModels.get({ name: 'served' })
  expect(aliases?.map(({ alias }) => alias).sort()).toEqual(['champion', 'next'])
  await client.registeredModels.setAlias({ name: 'served', alias: 'champion', version: '2' })
  await client.modelVersions.transitionStage({ name: 'served', version: '1', stage: 'Archived' })
  proxy.reset()
  expect((await importAll()).kinds.modelVersion).toMatchObject({ unchanged: versions })
  expect(proxy.writes()).toEqual([])
})

test('an alias that a version of others has is taken over as before, and that is completed too', async () => {
  await using other = await startMlflowServer()
  await using client = await createClient({ trackingUri: other.url, env: {} })
  await client.registeredModels.create({ name: 'served' })
  await client.modelVersions.create({ name: 'served', source: 's3://bucket/others' })
  await client.registeredModels.setAlias({ name: 'served', alias: 'next', version: '1' })
  await using proxy = await startProxy(other.url)
  await using importing = await importingThrough(proxy)
  const { importAll } = importing
  proxy.rule({ match: { method: 'POST', path: /registered-models.alias/ }, skip: 1, times: 1, action: answer(403) })

  // The number 1 is taken there.
  expect((await importAll()).kinds.modelVersion).toMatchObject({ failed: 2, created: versions - 2 })

  expect((await importAll()).kinds.modelVersion).toMatchObject({ failed: 1, updated: 1 })
  const { aliases } = await client.registeredModels.get({ name: 'served' })
  expect(aliases).toEqual([
    { alias: 'champion', version: '4' },
    { alias: 'next', version: '4' },
  ])
})

test('a model that was not finished, or lacks a file, is taken up by the next import', async () => {
  await using other = await startMlflowServer()
  await using proxy = await startProxy(other.url)
  await using importing = await importingThrough(proxy)
  const { importAll } = importing
  const route = 'PATCH /api/2.0/mlflow/logged-models/:id'
  proxy.rule({ match: { method: 'PATCH', path: /logged-models/ }, times: 2, action: answer(403) })
  proxy.rule({ match: { method: 'PUT', path: /models.*file-1/ }, times: 3, action: answer(403) })

  const first = await importAll()

  // One that lacks a file may also be one that was not finished.
  const { failed = 0, degraded = 0 } = first.kinds.loggedModel ?? {}
  const incomplete = failed + degraded
  expect(failed).toBe(2)
  expect(incomplete).toBeGreaterThanOrEqual(3)
  proxy.reset()
  const second = await importAll()
  expect(second.kinds.loggedModel).toMatchObject({ updated: incomplete, unchanged: runs - incomplete, created: 0 })
  expect(second.objects).toEqual([])
  expect(proxy.counts()[route]).toBe(2)
  expect(filesOf(proxy) - incomplete).toBeLessThanOrEqual(3)
  proxy.reset()
  expect((await importAll()).kinds.loggedModel).toMatchObject({ unchanged: runs })
  expect(proxy.writes()).toEqual([])
  const { models } = await modelsOf(other)
  expect(models.map(({ info }) => info.status)).toEqual(Array.from({ length: runs }, () => 'LOGGED_MODEL_READY'))
})

/** Imports what was exported, each call sent once. */
async function importingThrough(proxy: { readonly url: string }) {
  const server = await openTrackingServer({ trackingUri: proxy.url, env: { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' } })
  return {
    importAll: async () => copy({ source: await openExportDirectory(dir.file('export')), target: server }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** A finished run with a point and a param for each logged model, which is its output; versions made from these models in turn. */
async function fillModels(server: MlflowServer): Promise<void> {
  await using client = await createClient({ trackingUri: server.url, env: {} })
  const experimentId = await client.experiments.create({ name: 'models' })
  const models: string[] = []
  for (let index = 0; index < runs; index++) {
    const { info } = await client.runs.create({ experimentId, startTime: index + 1, runName: `run ${index}` })
    const params = [{ key: 'depth', value: '3' }]
    const model = await client.loggedModels.create({ experimentId, name: 'm', sourceRunId: info.run_id, params })
    const { model_id: modelId, artifact_uri = '' } = model.info
    for (let file = 0; file < filesPerModel; file++) {
      const bytes = Buffer.from(`file ${file} of ${modelId}`)
      const path = `${artifact_uri.replace(/^mlflow-artifacts:\/*/, '')}/file-${file}.txt`
      const body = async function* (start: number) {
        yield bytes.subarray(start)
      }
      await client.artifactProxy.upload(path, { size: bytes.length, body })
    }
    const metric = { key: 'loss', value: 0.5, timestamp: 1n, step: 1n, model_id: modelId }
    await client.runs.logBatch({ runId: info.run_id, params, metrics: [metric] })
    await client.runs.logOutputs({ runId: info.run_id, models: [{ model_id: modelId, step: 0 }] })
    await client.loggedModels.finalize({ modelId, status: 'LOGGED_MODEL_READY' })
    await client.runs.update({ runId: info.run_id, status: 'FINISHED', endTime: index + 100 })
    models.push(modelId)
  }
  for (const { name, versions: count, aliases: names, stage } of registered) {
    await client.registeredModels.create({ name })
    for (let index = 0; index < count; index++) {
      const modelId = models[index] ?? ''
      await client.modelVersions.create({ name, source: `models:/${modelId}`, modelId })
    }
    if (stage) await client.modelVersions.transitionStage({ name, version: '1', stage })
    for (const alias of names) await client.registeredModels.setAlias({ name, alias, version: String(count) })
  }
}

async function modelsOf(server: MlflowServer) {
  await using client = await createClient({ trackingUri: server.url, env: {} })
  const experiment = await client.experiments.getByName({ name: 'models' })
  const experimentIds = [experiment?.experiment_id ?? '']
  return { models: await Array.fromAsync(client.loggedModels.search({ experimentIds })) }
}

function filesOf(proxy: Awaited<ReturnType<typeof startProxy>>): number {
  return proxy.requests.filter(({ route }) => route.includes('mlflow-artifacts')).length
}

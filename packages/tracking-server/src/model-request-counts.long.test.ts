import { createClient } from '@mlferry/client'
import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { answer, type MlflowServer, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
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

/** What is asked once a job: version, listings, two experiments. */
const once = 15

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
  // A listing for each run and each logged model, and the files. The rest: one listing of the versions of each model, and its aliases.
  expect(filesOf(proxy)).toBe(runs * 2 + runs * filesPerModel)
  expect(proxy.requests.length - runs - filesOf(proxy)).toBeLessThanOrEqual(registered.length * 2 + once)
  expect(proxy.writes()).toEqual([])
})

test('importing takes two requests a logged model, one a version, and one for each alias, stage and file', async () => {
  await using proxy = await startProxy(target.url)
  await using server = await openTrackingServer({ trackingUri: proxy.url })

  const report = await copy({ source: await openExportDirectory(dir.file('export')), target: server })

  expect(report.objects).toEqual([])
  const { 'POST /api/2.0/mlflow/model-versions/set-tag': marks } = proxy.counts()
  // Where a stage or an alias follows the creation of a version, the mark has to follow these.
  expect(marks).toBe(2)
  // A run has three requests and one for its points, here those of its model.
  const ofRuns = runs * (3 + 1)
  // A run that made models: these are logged on it, and it no longer waits for them.
  const links = runs * 2
  // Made, or an experiment of others that takes four tags of ours.
  const ofExperiment = 1 + 4
  const ofModels = runs * 2 + registered.length + versions + aliases + stages + runs * filesPerModel
  expect(proxy.writes().length - Number(marks)).toBe(ofRuns + links + ofModels + ofExperiment)
  expect(proxy.requests.length - proxy.writes().length).toBeLessThanOrEqual(registered.length + once)
  proxy.reset()
  const again = await copy({ source: await openExportDirectory(dir.file('export')), target: server })
  expect(again.kinds.loggedModel).toMatchObject({ unchanged: runs })
  expect(again.kinds.modelVersion).toMatchObject({ unchanged: versions })
  expect(proxy.writes()).toEqual([])
  expect(proxy.requests.length).toBeLessThanOrEqual(registered.length + once)
})

test('a model that was not finished, or lacks a file, is taken up by the next import', async () => {
  await using other = await startMlflowServer()
  await using proxy = await startProxy(other.url)
  await using server = await openTrackingServer({
    trackingUri: proxy.url,
    env: { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' },
  })
  const route = 'PATCH /api/2.0/mlflow/logged-models/:id'
  proxy.rule({ match: { method: 'PATCH', path: /logged-models/ }, times: 2, action: answer(403) })
  proxy.rule({ match: { method: 'PUT', path: /models.*file-1/ }, times: 3, action: answer(403) })
  const importAll = async () => copy({ source: await openExportDirectory(dir.file('export')), target: server })

  const first = await importAll()

  expect(first.kinds.loggedModel).toMatchObject({ failed: 2, degraded: 3, created: runs - 5 })
  proxy.reset()
  const second = await importAll()
  expect(second.kinds.loggedModel).toMatchObject({ updated: 5, unchanged: runs - 5, created: 0 })
  expect(second.objects).toEqual([])
  expect(proxy.counts()[route]).toBe(2)
  expect(filesOf(proxy) - 5 * 1).toBeLessThanOrEqual(3)
  proxy.reset()
  expect((await importAll()).kinds.loggedModel).toMatchObject({ unchanged: runs })
  expect(proxy.writes()).toEqual([])
  const { models } = await modelsOf(other)
  expect(models.map(({ info }) => info.status)).toEqual(Array.from({ length: runs }, () => 'LOGGED_MODEL_READY'))
})

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

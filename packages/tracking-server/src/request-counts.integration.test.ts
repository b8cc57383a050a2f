import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  fillManyRuns,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const runs = 120
const metrics = 6
const points = 50
/** What is asked and written once a job: versions, permissions, and whether the server holds each kind. */
const perJob = 22
/** A listing of each kind that experiments hold, and at a target the experiment itself. */
const perExperiment = 7
const once = perJob + 2 * perExperiment

let source: MlflowServer
let target: MlflowServer
let dir: Awaited<ReturnType<typeof tempDir>>

beforeAll(async () => {
  source = await startMlflowServer()
  target = await startMlflowServer()
  dir = await tempDir()
  await fillManyRuns(source, { experiment: 'many', runs, metrics, points, artifactsPerRun: 2 })
})

afterAll(async () => {
  await Promise.all([source?.close(), target?.close(), dir?.[Symbol.asyncDispose]()])
})

test('exporting reads each metric of 100 runs with one request', async () => {
  await using proxy = await startProxy(source.url)
  await using server = await openTrackingServer({ trackingUri: proxy.url })
  const options = { layout: 'all', source: { uri: server.label }, selection: {}, mlferryVersion: '0' } as const
  await using directory = await createExportDirectory(dir.file('export'), options)

  const report = await copy({ source: server, target: directory })

  expect(report.kinds.run).toMatchObject({ created: runs, failed: 0 })
  expect(report.points).toBe(runs * metrics * points)
  const counts = proxy.counts()
  const histories = counts['GET /ajax-api/2.0/mlflow/metrics/get-history-bulk'] ?? 0
  expect(histories).toBe(Math.ceil(runs / 100) * metrics)
  // Of 1000 runs with 20 metrics 260 - 200 are left for everything but artifacts.
  expect(once).toBeLessThanOrEqual(60)
  expect(proxy.requests.length - histories - artifactRequests(proxy)).toBeLessThanOrEqual(once)
  expect(artifactRequests(proxy)).toBe(runs * 2 + runs)
  expect(proxy.writes()).toEqual([])
})

test('importing takes two requests a run, one per started 1000 points with its params, and one per file', async () => {
  await using proxy = await startProxy(target.url)
  await using server = await openTrackingServer({ trackingUri: proxy.url })

  const report = await copy({ source: await openExportDirectory(dir.file('export')), target: server })

  expect(report.kinds.run).toMatchObject({ created: runs, failed: 0, degraded: 0 })
  // One less than the three that a run may take: models would need it.
  const perRun = 2 + Math.ceil((metrics * points) / 1000) + 2
  const ofRuns = proxy.writes().filter(({ route }) => /\/(runs|artifacts)\//.test(route))
  expect(ofRuns.length).toBe(runs * perRun)
  expect(proxy.requests.length - ofRuns.length).toBeLessThanOrEqual(once)
  proxy.reset()
  const again = await copy({ source: await openExportDirectory(dir.file('export')), target: server })
  expect(again.kinds.run).toMatchObject({ unchanged: runs })
  expect(proxy.writes()).toEqual([])
  expect(proxy.requests.length).toBeLessThanOrEqual(once)
})

test('a hundred empty experiments take few requests, but for kinds that no route lists of many', async () => {
  for (let number = 0; number < 120; number++)
    await postToServer(source.url, 'experiments/create', { name: `e${number}` })
  await using proxy = await startProxy(source.url)
  await using from = await openTrackingServer({ trackingUri: proxy.url })
  await using empty = await tempDir()
  const options = { layout: 'all', source: { uri: 'x' }, selection: {}, mlferryVersion: '0' } as const
  await using to = await createExportDirectory(empty.file('export'), options)

  const report = await copy({ source: from, target: to })

  expect(report.kinds.experiment).toMatchObject({ created: 122 })
  const single = /label-schemas|review-queues/
  const content = /get-history|artifacts/
  expect(proxy.requests.filter(({ route }) => !single.test(route) && !content.test(route)).length).toBeLessThanOrEqual(
    60,
  )
  expect(proxy.peak()).toBeGreaterThan(2)
})

function artifactRequests(proxy: Awaited<ReturnType<typeof startProxy>>): number {
  return proxy.requests.filter(({ route }) => route.includes('mlflow-artifacts')).length
}

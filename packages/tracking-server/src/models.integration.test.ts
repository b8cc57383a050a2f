import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  compareServers,
  fillSampleModels,
  loadModels,
  type MlflowServer,
  type ServerAddress,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

let left: MlflowServer

beforeAll(async () => {
  left = await startMlflowServer()
  await fillSampleModels(left)
})

afterAll(async () => left?.close())

// Through a directory, below, is the longer way of the same.
const everyWay = process.env.MLFERRY_TEST_VERSIONS === 'all'

test.runIf(everyWay)(
  'registered models, versions with gaps and logged models arrive as they were, load, and come once',
  async () => {
    await using right = await startMlflowServer()
    await using source = await openTrackingServer({ trackingUri: left.url })
    await using target = await openTrackingServer({ trackingUri: right.url })
    const options = { source, target, selection: { includeDeleted: true } }

    const report = await copy(options)

    expect(report.objects).toEqual([])
    expect(report.unsettled).toEqual([])
    // The server's own list of the versions made from a model; its client adds each a second time.
    expect(await compareServers(left, right, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
    expect(await predictions(right)).toEqual(await predictions(left))
    const again = await copy(options)
    for (const counts of Object.values(again.kinds)) {
      expect(counts).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
    }
  },
)

test('models pass through a directory as they were', async () => {
  await using right = await startMlflowServer()
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  const selection = { includeDeleted: true }
  const made = { layout: 'all', source: { uri: left.url }, selection, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const out = await copy({ source, target: directory, selection })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target, selection })

  expect([...out.objects, ...back.objects]).toEqual([])
  expect(await compareServers(left, right, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
  const again = await copy({ source: await openExportDirectory(dir.file('export')), target, selection })
  for (const counts of Object.values(again.kinds)) {
    expect(counts).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
})

/** What every version predicts, loaded by MLflow itself; a model that loads on neither side fails on both alike. */
async function predictions(server: ServerAddress): Promise<unknown> {
  return JSON.parse(JSON.stringify(await loadModels(server)).replace(/\/tmp\/\w+/g, '/tmp'))
}

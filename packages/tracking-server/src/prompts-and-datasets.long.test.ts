import { createClient } from '@mlferry/client'
import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  compareServers,
  fillSampleEvaluationDatasets,
  fillSamplePrompts,
  loadEvaluationDatasets,
  loadPrompts,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

let left: MlflowServer

beforeAll(async () => {
  left = await startMlflowServer()
  await fillSamplePrompts(left)
  await fillSampleEvaluationDatasets(left)
})

afterAll(() => left?.close())

test('load_prompt and get_dataset give at the target what they give at the source', async () => {
  await using right = await startMlflowServer()
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  await copy({ source, target })
  expect(await loadEvaluationDatasets(right)).toEqual(await loadEvaluationDatasets(left))
  expect(await loadPrompts(right)).toEqual(await loadPrompts(left))
})

test.each(['2.16.2', '3.0.1', '3.4.0', '3.10.1'])(
  'by way of MLflow %s, everything comes back as it was',
  async (version) => {
    await using between = await startMlflowServer({ version })
    await using right = await startMlflowServer()
    await using source = await openTrackingServer({ trackingUri: left.url })
    await using halfway = await openTrackingServer({ trackingUri: between.url })
    await using target = await openTrackingServer({ trackingUri: right.url })

    await copy({ source, target: halfway })
    const on = await copy({ source: halfway, target })

    expect(on.objects).toEqual([])
    expect(await compareServers(left, right)).toEqual([])
    const again = await copy({ source: halfway, target })
    for (const [kind, counts] of Object.entries(again.kinds)) {
      expect({ kind, ...counts }).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
    }
  },
)

test('a prompt of 150 versions takes two requests for each, and one page of a listing', async () => {
  await using from = await startMlflowServer()
  await using to = await startMlflowServer()
  await using client = await createClient({ trackingUri: from.url })
  const tags = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
  await client.registeredModels.create({ name: 'many', tags })
  for (let number = 1; number <= 150; number++) {
    const text = { key: 'mlflow.prompt.text', value: `text ${number}` }
    const { version } = await client.modelVersions.create({
      name: 'many',
      source: 'dummy-source',
      tags: [...tags, text],
    })
    if (number % 10 === 3) await client.modelVersions.delete({ name: 'many', version: String(version) })
  }
  await using proxy = await startProxy(to.url)
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: proxy.url })

  const report = await copy({ source, target })

  expect(report.kinds.promptVersion).toMatchObject({ created: 135, failed: 0 })
  expect(proxy.requests.length).toBeLessThanOrEqual(150 * 2 + 60)
  expect(await compareServers(from, to)).toEqual([])
})

test('a dataset of 10,000 records arrives whole, in bounded memory and few requests', async () => {
  const records = 10_000
  await using from = await startMlflowServer()
  await using to = await startMlflowServer()
  await using dir = await tempDir()
  await using client = await createClient({ trackingUri: from.url })
  const { dataset_id: datasetId } = await client.evaluationDatasets.create({
    name: 'large',
    experimentIds: ['0'],
    tags: {},
  })
  const text = 'x'.repeat(4000)
  for (let first = 0; first < records; first += 500) {
    const some = Array.from({ length: 500 }, (_, n) => ({ inputs: { n: first + n }, expectations: { text } }))
    await client.evaluationDatasets.upsertRecords({ datasetId, records: JSON.stringify(some) })
  }
  await using proxy = await startProxy(to.url)
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: proxy.url })
  const made = { layout: 'all', source: { uri: from.url }, selection: {}, mlferryVersion: '0' } as const
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)

  const out = await copy({ source, target: await createExportDirectory(dir.file('export'), made) })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target })
  clearInterval(timer)

  expect([...out.objects, ...back.objects]).toEqual([])
  expect(await compareServers(from, to)).toEqual([])
  // The records are 40 MB; a page and a call are two.
  expect((most - before) / 2 ** 20).toBeLessThan(300)
  expect(proxy.requests.length).toBeLessThan(100)
})

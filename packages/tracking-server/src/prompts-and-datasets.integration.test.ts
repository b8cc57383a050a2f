import { createClient } from '@mlferry/client'
import type { Header } from '@mlferry/core'
import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  answer,
  compareServers,
  fillSampleEvaluationDatasets,
  fillSamplePrompts,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'
import type { TrackingServer } from './tracking-server.ts'

let left: MlflowServer
let right: MlflowServer
let source: TrackingServer
let target: TrackingServer

beforeAll(async () => {
  left = await startMlflowServer()
  right = await startMlflowServer()
  await Promise.all([fillSamplePrompts(left), fillSampleEvaluationDatasets(left)])
  source = await openTrackingServer({ trackingUri: left.url })
  target = await openTrackingServer({ trackingUri: right.url })
})

afterAll(async () => {
  for (const each of [source, target, left, right]) await each?.close()
})

test('prompts and evaluation datasets arrive through a directory as they were, and come once', async () => {
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const out = await copy({ source, target: directory })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target })

  expect([...out.objects, ...back.objects]).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  // Straight from where the directory came: it is the same.
  const again = await copy({ source, target })
  expect(again.kinds).toMatchObject({ prompt: { unchanged: 9 }, evaluationDataset: { unchanged: 6 } })
  for (const [kind, counts] of Object.entries(again.kinds)) {
    expect({ kind, ...counts }).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
})

test('a prompt that is to be replaced goes first, and its numbers begin anew', async () => {
  const report = await copy({ source, target, selection: { prompts: ['plain.*'] }, replace: ['prompt'] })
  expect(report.kinds).toMatchObject({ prompt: { created: 1 }, promptVersion: { created: 10, failed: 0 } })
})

test.each([3, 4, 5])(
  'a job that ends among the versions that fill a gap leaves their numbers: call %i',
  async (calls) => {
    await using proxy = await startProxy(right.url)
    await using broken = await openTrackingServer({ trackingUri: proxy.url })
    const ended = new AbortController()
    let left = calls
    const isLast = ({ route }: { readonly route: string }) => {
      if (!/model-versions\/(create|delete)$/.test(route) || left-- > 0) return false
      ended.abort()
      return true
    }
    proxy.rule({ match: isLast, action: answer(400) })
    const selection = { prompts: ['plain.*'] }
    const job = copy({ source, target: broken, selection, replace: ['prompt'], signal: ended.signal })
    await expect(job).rejects.toThrow()

    const report = await copy({ source, target, selection })

    expect(report.objects).toEqual([])
    expect(await versionsOf('plain.prompt_1')).toEqual([1, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  },
)

test('a dataset of others that has the name is not doubled, and goes only where that is asked for', async () => {
  await using client = await createClient({ trackingUri: right.url })
  const other = await client.evaluationDatasets.create({ name: 'taken', experimentIds: ['0'], tags: {} })
  await client.evaluationDatasets.delete({ datasetId: await idOf('many') })
  const amend = (header: Header): Header =>
    header.ref.kind === 'evaluationDataset' ? { ...header, fields: { ...header.fields, name: 'taken' } } : header
  const options = { source, target, selection: { evaluationDatasets: ['many'] }, amend }

  const refused = await copy(options)
  expect(refused.objects[0]?.problems).toMatchObject([{ code: 'ERR_DATASET_NAME_TAKEN' }])
  expect(await idOf('taken')).toBe(other.dataset_id)
  const replaced = await copy({ ...options, replace: ['evaluationDataset'] })
  expect(replaced.kinds.evaluationDataset).toMatchObject({ created: 1 })
  expect(await idOf('taken')).not.toBe(other.dataset_id)

  async function idOf(name: string): Promise<string> {
    const pages = await Array.fromAsync(client.evaluationDatasets.searchPages())
    const found = pages.flatMap(({ datasets = [] }) => datasets).filter((each) => each.name === name)
    expect(found).toHaveLength(1)
    return found[0]?.dataset_id ?? ''
  }
})

async function versionsOf(name: string): Promise<readonly number[]> {
  await using client = await createClient({ trackingUri: right.url })
  const filter = `name = '${name}' AND tags.\`mlflow.prompt.is_prompt\` = 'true'`
  const found = await Array.fromAsync(client.modelVersions.search({ filter }))
  return found.map(({ version }) => Number(version)).sort((a, b) => a - b)
}

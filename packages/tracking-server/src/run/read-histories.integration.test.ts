import type { Header, Part } from '@mlferry/core'
import { answer, fillManyRuns, type MlflowServer, newestMlflow, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

// Four runs of 9000 points: no bulk answer holds more than two of them whole. One run alone fills an answer.
const small = { experiment: 'small', runs: 4, metrics: 1, points: 9000 }
const large = { experiment: 'large', runs: 1, metrics: 1, points: 26_000 }

describe.each(['2.16.2', newestMlflow])('MLflow %s', (version) => {
  let server: MlflowServer
  beforeAll(async () => {
    server = await startMlflowServer({ version })
    await fillManyRuns(server, small)
    await fillManyRuns(server, large)
  })
  afterAll(async () => server?.close())

  test('histories larger than one answer arrive whole', async () => {
    expect(await countPoints(server.url)).toEqual({ points: 4 * 9000 + 26_000, failed: [] })
  })

  test('a server that refuses /ajax-api/ is read run by run', async () => {
    await using proxy = await startProxy(server.url)
    proxy.rule({ match: { path: /^\/ajax-api\// }, action: answer(403, { body: 'Forbidden' }) })
    expect(await countPoints(proxy.url)).toEqual({ points: 4 * 9000 + 26_000, failed: [] })
    expect(proxy.requests.filter(({ path }) => path.startsWith('/ajax-api/')).length).toBeLessThanOrEqual(4)
  })

  test('a run whose history cannot be read fails alone', async () => {
    await using proxy = await startProxy(server.url)
    const broken = (await runsOf(server.url))[2]?.ref.id ?? ''
    const body = { error_code: 'INTERNAL_ERROR', message: 'broken' }
    proxy.rule({ match: { path: new RegExp(`get-history.*${broken}`) }, action: answer(500, { body }) })
    const { points, failed } = await countPoints(proxy.url)
    expect(failed).toEqual([broken])
    expect(points).toBe(3 * 9000 + 26_000)
  })
})

async function countPoints(trackingUri: string): Promise<{ points: number; failed: string[] }> {
  await using store = await openTrackingServer({ trackingUri })
  const parts: Part[] = []
  for await (const part of store.read(await runsOf(trackingUri), new AbortController().signal)) parts.push(part)
  const failed = parts.flatMap((part) => (part.type === 'failed' ? [part.of.id] : []))
  const points = parts.map((part) => (part.type === 'metrics' ? new Set(part.chunk.steps).size : 0))
  return { points: points.reduce((sum, each) => sum + each, 0), failed }
}

async function runsOf(trackingUri: string): Promise<Header[]> {
  await using store = await openTrackingServer({ trackingUri })
  const signal = new AbortController().signal
  const headers: Header[] = []
  for await (const experiments of store.list('experiment', {}, signal)) {
    for (const experiment of experiments) {
      for await (const page of store.list('run', { scopes: [experiment.ref] }, signal))
        headers.push(...(page as Header[]))
    }
  }
  return headers
}

import { copy } from '@mlferry/engine'
import { compareServers, fillSampleTraces, newestMlflow, startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test.each([
  ['2.16.2', newestMlflow],
  ['3.0.1', newestMlflow],
  ['3.4.0', newestMlflow],
  ['3.10.1', newestMlflow],
  ['3.4.0', '3.4.0'],
  ['3.4.0', '3.10.1'],
  ['3.10.1', '3.10.1'],
])('traces of MLflow %s arrive whole on %s, and come once', async (from, to) => {
  await using left = await startMlflowServer({ version: from })
  await using right = await startMlflowServer({ version: to })
  await fillSampleTraces(left)

  expect(await copyTraces(left.url, right.url)).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  const again = await copy({ source, target })
  expect(again.kinds.trace).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
})

test.each(['2.16.2', '3.4.0', '3.10.1'])(
  'traces of the newest pass through MLflow %s, and are whole again',
  async (through) => {
    await using left = await startMlflowServer()
    await using middle = await startMlflowServer({ version: through })
    await using right = await startMlflowServer()
    await fillSampleTraces(left)

    await copyTraces(left.url, middle.url)
    await copyTraces(middle.url, right.url)

    expect(await compareServers(left, right)).toEqual([])
  },
)

async function copyTraces(from: string, to: string) {
  await using source = await openTrackingServer({ trackingUri: from })
  await using target = await openTrackingServer({ trackingUri: to })
  return (await copy({ source, target })).objects
}

import { copy } from '@mlferry/engine'
import { compareServers, fillSampleData, startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test('a copy of a server cannot be told from it, and a second copy writes nothing', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  await fillSampleData(left)
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  const options = { source, target, selection: { includeDeleted: true } }

  const report = await copy(options)

  expect(report.objects).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  const again = await copy(options)
  expect(again.kinds.run?.unchanged).toBeGreaterThan(10)
  expect(again.kinds.run).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
})

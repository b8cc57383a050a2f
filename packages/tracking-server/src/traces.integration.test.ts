import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { compareServers, fillSampleTraces, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test('traces arrive whole by a directory, and come once', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  expect((await fillSampleTraces(left)).refused).toEqual([])
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const out = await copy({ source, target: directory })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target })

  expect([...out.objects, ...back.objects]).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  // Straight from where the directory came: it is the same. Only what is still in progress is looked at again.
  const again = await copy({ source, target })
  expect(again.kinds.trace).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
})

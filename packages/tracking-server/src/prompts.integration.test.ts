import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { compareServers, fillSamplePrompts, loadPrompts, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test('prompts arrive with their versions, gaps, aliases and experiments, load by alias, and come once', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  await fillSamplePrompts(left)
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const out = await copy({ source, target: directory })
  const back = await copy({ source: await openExportDirectory(dir.file('export')), target })

  expect([...out.objects, ...back.objects]).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  // Straight from where the directory came: it is the same.
  const again = await copy({ source, target })
  for (const [kind, counts] of Object.entries(again.kinds)) {
    expect({ kind, ...counts }).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
  // Last: what loads a prompt notes the experiment in which it did on the prompt.
  expect(await loadPrompts(right)).toEqual(await loadPrompts(left))
})

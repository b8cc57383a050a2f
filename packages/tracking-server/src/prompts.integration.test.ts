import { copy } from '@mlferry/engine'
import { compareServers, fillSamplePrompts, loadPrompts, startMlflowServer } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

test('prompts arrive with their versions, gaps, aliases and experiments, load by alias, and come once', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  await fillSamplePrompts(left)
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })

  const report = await copy({ source, target })

  expect(report.objects).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  const again = await copy({ source, target })
  for (const [kind, counts] of Object.entries(again.kinds)) {
    expect({ kind, ...counts }).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
  // Last: what loads a prompt notes the experiment in which it did on the prompt.
  expect(await loadPrompts(right)).toEqual(await loadPrompts(left))
})

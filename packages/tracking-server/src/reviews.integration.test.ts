import { copy } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { answer, compareServers, fillSampleReviews, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }

test('scorers, issues, label schemas, review queues and webhooks arrive whole after a job that was cut off, and come once', async () => {
  await using left = await startMlflowServer({ env })
  await using right = await startMlflowServer({ env })
  const { refused } = await fillSampleReviews(left)
  await using source = await openTrackingServer({ trackingUri: left.url })
  await using target = await openTrackingServer({ trackingUri: right.url })
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  await using proxy = await startProxy(right.url)
  await using cutOff = await openTrackingServer({ trackingUri: proxy.url })
  const ended = new AbortController()
  const isUpdate = ({ route }: { readonly route: string }) => {
    if (!route.endsWith('/review-queues/update')) return false
    ended.abort()
    return true
  }
  proxy.rule({ match: isUpdate, action: answer(400) })
  await expect(copy({ source, target: cutOff, signal: ended.signal })).rejects.toThrow()

  const out = await copy({ source, target: directory })
  // Two of the webhooks, listed first, are twins: the one that was not made must not be taken for the other.
  proxy.reset()
  let webhooks = 0
  const isOfTwin = ({ method, route }: { readonly method: string; readonly route: string }) => {
    return method === 'POST' && route.endsWith('/webhooks') && ++webhooks >= 2 && webhooks <= 4
  }
  proxy.rule({ match: isOfTwin, action: answer(504) })
  await using lossy = await openTrackingServer({ trackingUri: proxy.url })
  const there = await copy({ source, target: lossy })

  expect(refused).toEqual([])
  expect([...out.objects, ...there.objects]).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  // From the directory: it is the same.
  const again = await copy({ source: await openExportDirectory(dir.file('export')), target })
  for (const [kind, counts] of Object.entries(again.kinds)) {
    expect({ kind, ...counts }).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
})

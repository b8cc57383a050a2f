import { createClient } from '@mlferry/client'
import { copy, objectKinds } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import {
  answer,
  compareServers,
  fillSampleReviews,
  type MlflowServer,
  postToServer,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
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

test('scorers and issues of many experiments take one listing each, and are known by the marks that one more gives', async () => {
  await using left = await startMlflowServer()
  await using right = await startMlflowServer()
  for (let number = 0; number < 12; number++) await fillOneExperiment(left, `e${number}`)
  await using from = await startProxy(left.url)
  await using to = await startProxy(right.url)
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: to.url })

  const { kinds } = await copy({ source, target })

  expect(kinds).toMatchObject({ scorer: { created: 12 }, issue: { created: 12 } })
  for (const proxy of [from, to]) proxy.reset()
  await using source2 = await openTrackingServer({ trackingUri: from.url })
  await using target2 = await openTrackingServer({ trackingUri: to.url })
  const again = await copy({ source: source2, target: target2 })
  expect(again.kinds).toMatchObject({ scorer: { unchanged: 12 }, issue: { unchanged: 12 } })
  for (const proxy of [from, to]) {
    const asked = (route: RegExp) => proxy.requests.filter((request) => route.test(request.route)).length
    // One of each is the probe of its kind.
    expect([asked(/scorers\/list/), asked(/issues\/search/)]).toEqual([2, 2])
    expect(asked(/experiments\/get$/)).toBeLessThanOrEqual(1)
  }
})

test('scorers of deleted experiments are told of, also where many experiments are listed together', async () => {
  await using left = await startMlflowServer()
  const ids = [await fillOneExperiment(left, 'e1'), await fillOneExperiment(left, 'e2')]
  await postToServer(left.url, 'experiments/delete', { experiment_id: ids[0] })
  const warnings: string[] = []
  await using source = await openTrackingServer({ trackingUri: left.url, onWarning: (text) => warnings.push(text) })
  await using dir = await tempDir()
  const made = { layout: 'all', source: { uri: left.url }, selection: {}, mlferryVersion: '0' } as const
  const directory = await createExportDirectory(dir.file('export'), made)

  const listed = objectKinds.filter(({ name }) => ['experiment', 'scorer', 'issue'].includes(name))
  const { kinds } = await copy({ source, target: directory, kinds: listed, selection: { includeDeleted: true } })

  expect(kinds).toMatchObject({ experiment: { created: 3 }, scorer: { created: 1 }, issue: { created: 2 } })
  expect(warnings).toEqual([expect.stringContaining('of deleted experiments cannot be read')])
})

/** Resolves to the id of the experiment. */
async function fillOneExperiment({ url }: MlflowServer, name: string): Promise<string> {
  const made = await postToServer<{ experiment_id: string }>(url, 'experiments/create', { name })
  const { experiment_id: experimentId } = made
  await using client = await createClient({ trackingUri: url })
  await client.scorers.register({ experimentId, name: 'polite', serialized: '{"name": "polite"}' })
  const issue = { name: 'slow', description: `of ${name}`, status: 'pending', rootCauses: [], categories: [] }
  await client.issues.create({ experimentId, ...issue })
  return experimentId
}

import { answer, delay, postToServer, startMlflowServer, startProxy } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

const refused = answer(400, {
  body: { error_code: 'BAD_REQUEST', message: 'UNIQUE constraint failed: experiment_tags.key' },
})

test('of two jobs that claim a server in the same moment one is refused, and told that the server is busy', async () => {
  await using server = await startMlflowServer()
  await using proxy = await startProxy(server.url)
  await using target = await openTrackingServer({ trackingUri: proxy.url })
  const { signal } = new AbortController()
  await using job = await target.begin()
  const lease = await job.lease(signal)
  const others = { job: 'other', host: 'elsewhere', pid: 1, until: Date.now() + 60_000 }
  proxy.rule({
    match: ({ route }) => {
      if (!route.endsWith('/set-experiment-tag')) return false
      const tag = { experiment_id: '0', key: 'mlferry.lease', value: JSON.stringify(others) }
      void postToServer(server.url, 'experiments/set-experiment-tag', tag)
      return true
    },
    action: refused,
  })
  // Until the other one is there.
  proxy.rule({ match: { method: 'GET', path: /experiments\/get/ }, skip: 1, times: 1, action: delay(1000) })

  await expect(lease?.take(signal)).rejects.toMatchObject({
    code: 'ERR_TARGET_BUSY',
    message: /process 1 on elsewhere/,
  })
})

test('a claim that is refused where nobody else is says why', async () => {
  await using server = await startMlflowServer()
  await using proxy = await startProxy(server.url)
  await using target = await openTrackingServer({ trackingUri: proxy.url })
  const { signal } = new AbortController()
  await using job = await target.begin()
  const lease = await job.lease(signal)
  proxy.rule({ match: { method: 'POST', path: /set-experiment-tag/ }, action: answer(409, { body: 'no' }) })

  await expect(lease?.take(signal)).rejects.toMatchObject({ message: /409/ })
})

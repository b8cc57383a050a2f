import type { IncomingMessage, ServerResponse } from 'node:http'
import { isUnreadable } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { copy, objectKinds } from '@mlferry/engine'
import { listen } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const { signal } = new AbortController()
const env = { MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0', MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0' }
const experiment = { experiment_id: '1', name: 'churn', artifact_location: '', lifecycle_stage: 'active' }
const run = { info: { run_id: 'r', experiment_id: '1', status: 'FINISHED', start_time: 1, lifecycle_stage: 'active' } }

/** What file stores of MLflow 3 answer for kinds that they do not know. */
const unknown = /scorers|label-schemas|review-queues|issues|webhooks/

test('a kind whose routes answer with a fault fails alone, once and after few tries', async () => {
  const asked: string[] = []
  await using server = await scripted({ version: '3.17.2', asked, refuse: { match: unknown, status: 500 } })
  await using source = await openTrackingServer({ trackingUri: server.url, env })
  const target = new MemoryStore('target')

  const report = await copy({ source, target })

  expect(report.kinds).toMatchObject({ experiment: { created: 1 }, run: { created: 1 }, scorer: { failed: 1 } })
  expect(asked.filter((url) => url.includes('/scorers/')).length).toBe(3)
})

test.each([
  ['labelSchema', 3],
  ['reviewQueue', 3],
  // Of both experiments together first.
  ['scorer', 6],
])('a list of one experiment that answers with a fault fails alone, after few tries (%s)', async (kind, tries) => {
  const asked: string[] = []
  const match = /\/list\?experiment_ids?=1/
  await using server = await scripted({ version: '3.17.2', asked, refuse: { match, status: 500 } })
  await using source = await openTrackingServer({ trackingUri: server.url, env })
  const scopes = ['1', '2'].map((id) => ({ kind: 'experiment', id }))

  const listed = (await Array.fromAsync(source.list(kind, { scopes }, signal))).flat()

  expect(listed.filter(isUnreadable)).toMatchObject([{ ref: { id: '1/*' } }])
  expect(asked.filter((url) => match.test(url)).length).toBe(tries)
})

test('of kinds that are not asked for nothing is asked', async () => {
  const asked: string[] = []
  await using server = await scripted({ version: '3.17.2', asked, refuse: { match: unknown, status: 500 } })
  await using source = await openTrackingServer({ trackingUri: server.url, env })
  const kinds = objectKinds.filter(({ name }) => name === 'experiment' || name === 'run')

  const report = await copy({ source, target: new MemoryStore('target'), kinds })

  expect(report.kinds.run).toMatchObject({ created: 1, failed: 0 })
  expect(asked.filter((url) => unknown.test(url))).toEqual([])
})

test.each(['2.16.2', undefined])(
  'runs of a server without logged models are listed with all their links (version %s)',
  async (version) => {
    await using server = await scripted({ version, asked: [], refuse: { match: /logged-models/, status: 404 } })
    await using source = await openTrackingServer({ trackingUri: server.url, env })
    const scopes = [{ kind: 'experiment', id: '1' }]

    const listed = (await Array.fromAsync(source.list('run', { scopes, thorough: true }, signal))).flat()

    expect(listed.map(({ ref }) => ref.id)).toEqual(['r'])
    expect(listed.filter(isUnreadable)).toEqual([])
  },
)

test('a server that tells no version and has no route for a kind does not hold it', async () => {
  const asked: string[] = []
  const match = /\/(logged-models|traces|webhooks|scorers)/
  await using server = await scripted({ version: undefined, asked, refuse: { match, status: 404 } })
  await using source = await openTrackingServer({ trackingUri: server.url, env })

  const report = await copy({ source, target: new MemoryStore('target') })

  expect(report.kinds).toMatchObject({ experiment: { created: 1 }, run: { created: 1 } })
  expect(report.objects).toEqual([])
  const capabilities = await source.capabilities(signal)
  for (const kind of ['loggedModel', 'trace', 'scorer'])
    expect(capabilities.missing?.(kind)).toBe('this server has no such route')
})

interface Script {
  readonly version: string | undefined
  readonly asked: string[]
  readonly refuse: { readonly match: RegExp; readonly status: number }
}

/** One experiment with one run, and nothing else. */
function scripted({ version, asked, refuse }: Script) {
  return listen(({ url = '' }: IncomingMessage, response: ServerResponse) => {
    asked.push(url)
    if (refuse.match.test(url) || (url.startsWith('/version') && version === undefined)) {
      response.writeHead(refuse.match.test(url) ? refuse.status : 404, { 'content-type': 'text/html' })
      response.end('<!doctype html><title>Internal Server Error</title>')
      return
    }
    if (url.startsWith('/version')) {
      response.setHeader('content-type', 'text/html').end(version)
      return
    }
    const answer = /experiments\/search/.test(url)
      ? { experiments: [experiment] }
      : /runs\/search/.test(url)
        ? { runs: [run] }
        : /runs\/get/.test(url)
          ? { run }
          : {}
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
}

import { createClient } from '@mlferry/client'
import { type Header, type ObjectKind, type Part, refKey, type Source } from '@mlferry/core'
import { copy, experimentKind } from '@mlferry/engine'
import type { JsonObject } from '@mlferry/exact-json'
import { startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { experimentOnServer } from '../experiment/experiment-on-server.ts'
import { unknownFacts } from '../server/server-facts.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { limitsOf } from '../server/server-limits.ts'
import { TrackingServer } from '../tracking-server.ts'

const thingKind: ObjectKind = {
  name: 'thing',
  plural: 'things',
  scope: 'experiment',
  identity: (header) => (header.fields as { name: string }).name,
  links: { other: { to: 'thing', at: 'link' } },
  settled: () => true,
  deleted: () => false,
  title: ({ ref }) => ref.id,
}

/** A kind that no MLflow has yet. */
const thingOnServer: ServerKind = {
  name: 'thing',
  batchSize: 10,
  since: [99, 0],
  kept: true,
  capabilities: () => ({ fields: {} }),
  async *list() {},
  async *read() {},
  async *written() {},
  open: () => Promise.reject(new Error('not held')),
}

const signal = new AbortController().signal
const rows = [{ nanos: 1_700_000_000_123_456_789n, text: 'ü', tags: { a: 'b' } }]
let server: Awaited<ReturnType<typeof startMlflowServer>>
let opened: TrackingServer

beforeAll(async () => {
  server = await startMlflowServer()
  opened = await open(server.url)
})
afterAll(async () => {
  await opened.close()
  await server.close()
})

test('objects of a kind that a server does not hold are kept there, whole, and come back', async () => {
  const kinds = [experimentKind, thingKind]
  const first = await copy({ source: things('a', 'b/ü'), target: opened, kinds })
  expect(first.kinds.thing).toMatchObject({ degraded: 2 })
  expect(first.objects[0]?.problems[0]?.message).toBe(
    'MLflow 3.17.2 has none, they came with 99.0: kept as a file of its experiment',
  )

  const again = await open(server.url)
  const second = await copy({ source: things('a', 'b/ü', 'c'), target: again, kinds })
  expect(second.kinds.thing).toMatchObject({ unchanged: 2, degraded: 1 })
  await again.close()

  const reader = await open(server.url)
  const listed = (await Array.fromAsync(reader.list('experiment', {}, signal))).flat() as Header[]
  const scope = listed.find(({ fields }) => (fields as { name: string }).name === 'churn')?.ref ?? { kind: '', id: '' }
  const pages = await Array.fromAsync(reader.list('thing', { scopes: [scope] }, signal))
  const headers = (pages.flat() as Header[]).sort((a, b) => (a.ref.id < b.ref.id ? -1 : 1))
  const names = ['a', 'b/ü', 'c']
  expect(headers).toEqual(
    names.map((name) => ({ ...thing(name), links: [], scope, origin: { id: `id of ${name}`, uri: 'somewhere' } })),
  )
  const parts = await Array.fromAsync(reader.read(headers, signal))
  expect(parts).toEqual(headers.flatMap(({ ref }) => partsOf(ref)))
  await reader.close()
})

async function open(url: string) {
  const client = await createClient({ trackingUri: url })
  const context = { client, label: url, version: '3.17.2', limits: limitsOf('3.17.2'), facts: unknownFacts() }
  return new TrackingServer(context, [experimentOnServer, thingOnServer])
}

function thing(name: string): Header {
  const fields = { name, tags: new Map([['k', '']]), steps: 2n ** 60n }
  return { ref: { kind: 'thing', id: `id of ${name}` }, fields, links: [], fingerprint: `1:${name}` }
}

function partsOf(of: Header['ref']): Part[] {
  return [
    { type: 'rows', of, name: 'spans', rows: rows as unknown as JsonObject[] },
    { type: 'rows', of, name: 'spans', rows: [{ of: of.id }] },
    { type: 'end', of },
  ]
}

function things(...names: string[]): Source {
  const scope = { kind: 'experiment', id: '7' }
  const times = { creationTime: 1, lastUpdateTime: 1, artifactLocation: '' }
  const fields = { name: 'churn', lifecycle: 'active', tags: new Map(), extra: {}, ...times }
  const headers = new Map(names.map((name) => thing(name)).map((header) => [refKey(header.ref), { ...header, scope }]))
  return {
    label: 'somewhere',
    capabilities: async () => ({ kind: () => ({ fields: {} }) }),
    async *list(kind) {
      if (kind === 'thing') yield [...headers.values()]
      else yield [{ ref: scope, fields, links: [], fingerprint: '1:e' }]
    },
    batchSize: () => 10,
    async *read(batch) {
      for (const { ref } of batch) yield* partsOf(ref)
    },
    artifacts: async () => undefined,
  }
}

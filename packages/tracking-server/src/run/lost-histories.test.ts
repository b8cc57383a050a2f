import { createClient, type WireMetric } from '@mlferry/client'
import type { Part, RunHeader } from '@mlferry/core'
import { listen } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import type { ServerConnection } from '../server/server-context.ts'
import { unknownFacts } from '../server/server-facts.ts'
import { limitsOf } from '../server/server-limits.ts'
import { ServerMemory } from '../server/server-memory.ts'
import { readRuns } from './read-run.ts'
import { runHeader } from './run-header.ts'

const { signal } = new AbortController()
const points = Array.from(
  { length: 6 },
  (_, step): WireMetric => ({ key: 'loss', value: 1 / (step + 1), timestamp: step, step }),
)
const latest = points.slice(-1)
const of = (runId: string, some: readonly WireMetric[]) => some.map((point) => ({ ...point, run_id: runId }))

test.each<[string, unknown]>([
  ['nothing', {}],
  ['points of other runs', { metrics: [...of('x', points), ...of('y', points)] }],
  ['the first half of them', { metrics: [...of('a', points.slice(0, 3)), ...of('b', points.slice(0, 3))] }],
  ['those of one run', { metrics: of('a', points) }],
  ['a text', 'boo'],
  ['a list', []],
])('where the request for many histories answers %s, they come from the other route', async (_, bulk) => {
  const { histories, losses } = await readBoth({ bulk, single: { metrics: points } })

  expect(histories).toEqual({ a: points.length, b: points.length })
  expect(losses).toEqual([])
})

test('where no route has the history, the newest point of the listing is handed out, and what is lost is named', async () => {
  const { histories, losses } = await readBoth({ bulk: {}, single: {} })

  expect(histories).toEqual({ a: 1, b: 1 })
  expect(losses).toEqual(['a metrics.loss ERR_HISTORY_INCOMPLETE', 'b metrics.loss ERR_HISTORY_INCOMPLETE'])
})

test('a history without its newest point is completed by it, and named', async () => {
  const { histories, losses } = await readBoth({ bulk: {}, single: { metrics: points.slice(0, 4) } })

  expect(histories).toEqual({ a: 5, b: 5 })
  expect(losses).toEqual(['a metrics.loss ERR_HISTORY_INCOMPLETE', 'b metrics.loss ERR_HISTORY_INCOMPLETE'])
})

interface Answers {
  /** To the request for many runs. */
  readonly bulk: unknown
  /** To that for one. */
  readonly single: unknown
}

/** Points by run, and what was named as lost. */
async function readBoth({ bulk, single }: Answers) {
  await using server = await listen(({ url = '' }, response) => {
    const answer = url.includes('get-history-bulk') ? bulk : single
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await using client = await createClient({ trackingUri: server.url, env: {} })
  const connection: ServerConnection = {
    client,
    label: '',
    version: undefined,
    limits: limitsOf(undefined),
    facts: unknownFacts(),
  }
  const context = { ...connection, memory: new ServerMemory(connection) }
  const parts: Part[] = await Array.fromAsync(readRuns([run('a'), run('b')], context, signal))
  const histories: Record<string, number> = {}
  for (const part of parts) {
    if (part.type === 'metrics') histories[part.of.id] = (histories[part.of.id] ?? 0) + part.chunk.values.length
  }
  const losses = parts.flatMap((part) =>
    part.type === 'end'
      ? (part.losses ?? []).map(({ field, error: { code } }) => `${part.of.id} ${field} ${code}`)
      : [],
  )
  expect(parts.filter(({ type }) => type === 'failed')).toEqual([])
  return { histories, losses }
}

function run(id: string): RunHeader {
  return runHeader({ info: { run_id: id, experiment_id: '1', status: 'FINISHED' }, data: { metrics: latest } })
}

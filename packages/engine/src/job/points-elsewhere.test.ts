import { type Header, type LoggedModelFields, type RunPoint, Spool } from '@mlferry/core'
import { MemoryStore, metricChunk } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { loggedModelKind } from '../kinds/logged-model/logged-model-kind.ts'
import type { Plan } from '../plan/plan-copy.ts'
import { IdMap } from './id-map.ts'
import { PointsElsewhere } from './points-elsewhere.ts'

const point = (value: number, step: bigint, runId = 'run'): RunPoint => ({
  key: 'loss',
  value,
  step,
  timestamp: 1_700_000_000_456n,
  runId,
})

test('a run leaves out exactly the points that come with a logged model, where the target wants them so', async () => {
  using spool = new Spool()
  const metrics = [point(Number.NaN, 1n), point(0.5, 2n), point(7, 3n, 'other')]
  const header = {
    ref: { kind: 'loggedModel', id: 'm-1' },
    fields: { metrics },
  } as unknown as Header<LoggedModelFields>
  const item = { ...header, pointsOn: ['run', 'other'], slot: spool.add(header) }
  const plan = { steps: new Map([['loggedModel', [{ item }]]]) } as unknown as Plan
  const points = (logsPoints: boolean) =>
    new PointsElsewhere(plan, {
      kinds: [loggedModelKind],
      capabilities: { kind: () => ({ fields: {}, ...(logsPoints ? { logsPoints } : {}) }) },
      spool,
      ids: idMap(spool),
    })
  const chunk = metricChunk('loss', [
    [Number.NaN, 1n],
    [0.25, 2n],
    [0.5, 2n],
    [7, 3n],
  ])

  const own = (await points(true).ownOf({ kind: 'run', id: 'run' }))(chunk)

  expect([...own.values]).toEqual([0.25, 7])
  expect([...own.steps]).toEqual([2n, 3n])
  expect((await points(false).ownOf({ kind: 'run', id: 'run' }))(chunk)).toBe(chunk)
  expect((await points(true).ownOf({ kind: 'run', id: 'third' }))(chunk)).toBe(chunk)
  expect(points(true).missingWith(item as never)).toMatchObject([{ code: 'ERR_POINTS_MISSING' }])
})

test('a run keeps the points of a logged model whose experiment did not arrive', async () => {
  using spool = new Spool()
  const scope = { kind: 'experiment', id: '7' }
  const header = {
    ref: { kind: 'loggedModel', id: 'm-1' },
    scope,
    fields: { metrics: [point(0.5, 2n)] },
  } as unknown as Header<LoggedModelFields>
  const item = { ...header, pointsOn: ['run'], slot: spool.add(header) }
  const plan = { steps: new Map([['loggedModel', [{ item }]]]) } as unknown as Plan
  const ids = idMap(spool)
  const capabilities = { kind: () => ({ fields: {}, logsPoints: true as const }) }
  const points = new PointsElsewhere(plan, { kinds: [loggedModelKind], capabilities, spool, ids })
  const chunk = metricChunk('loss', [[0.5, 2n]])

  expect((await points.ownOf({ kind: 'run', id: 'run' }))(chunk)).toBe(chunk)
  expect(points.missingWith(item as never)).toEqual([])

  ids.set(scope, { kind: 'experiment', id: '1' })

  expect((await points.ownOf({ kind: 'run', id: 'run' }))(chunk).values).toHaveLength(0)
  expect(points.missingWith(item as never)).toHaveLength(1)
})

function idMap(spool: Spool): IdMap {
  return new IdMap({ items: new Map(), written: new Map() }, { kinds: [], target: new MemoryStore(), spool })
}

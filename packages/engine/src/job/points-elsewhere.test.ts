import { type Header, type LoggedModelFields, type RunPoint, Spool } from '@mlferry/core'
import { metricChunk } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { loggedModelKind } from '../kinds/logged-model/logged-model-kind.ts'
import type { Plan } from '../plan/plan-copy.ts'
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

import { Spool } from '@mlferry/core'
import { expect, test } from 'vitest'
import { ParsedRuns } from './parsed-runs.ts'

const points = [0, 1, 2, 3].map((step) => ({
  value: step === 2 ? Number.NaN : step / 3,
  timestamp: 1_700_000_000_000 + step,
  step: step === 3 ? 2n ** 53n + 1n : step,
  modelId: step < 2 ? 'm1' : undefined,
  dataset: undefined,
}))
const rest = { value: { info: {} }, sha256: 'abc' }

test('the points of a run come back exactly, in chunks of one metric and one model', () => {
  using spool = new Spool()
  const runs = new ParsedRuns(spool)
  const keeper = runs.begin('a/run.json')
  keeper.add('loss', points.slice(0, 1))
  keeper.add('loss', points.slice(1))
  const parsed = keeper.end(rest)

  expect([...(runs.points('a/run.json') ?? [])]).toEqual([
    {
      key: 'loss',
      modelId: 'm1',
      timestamps: BigInt64Array.of(1_700_000_000_000n, 1_700_000_000_001n),
      steps: BigInt64Array.of(0n, 1n),
      values: Float64Array.of(0, 1 / 3),
    },
    {
      key: 'loss',
      timestamps: BigInt64Array.of(1_700_000_000_002n, 1_700_000_000_003n),
      steps: BigInt64Array.of(2n, 2n ** 53n + 1n),
      values: Float64Array.of(Number.NaN, 1),
    },
  ])
  expect(runs.get('a/run.json')).toMatchObject(parsed)
  expect(parsed.latestMetrics.get('loss')).toEqual({ value: 1, timestamp: 1_700_000_000_003n, step: 2n ** 53n + 1n })
  expect(runs.points('b/run.json')).toBeUndefined()
})

test('a run whose points find no room is kept without them', () => {
  using spool = new Spool()
  const runs = new ParsedRuns(spool, 4)
  for (const path of ['first', 'second']) {
    const keeper = runs.begin(path)
    keeper.add('loss', points)
    keeper.end(rest)
  }

  expect([...(runs.points('first') ?? [])]).toHaveLength(2)
  expect(runs.points('second')).toBeUndefined()
  expect(runs.get('second')).toMatchObject(rest)
})

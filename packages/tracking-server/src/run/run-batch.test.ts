import { HttpError } from '@mlferry/client'
import { metricChunk } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { type BatchCall, RunBatch } from './run-batch.ts'

const texts = (count: number, value = '') => Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value }))
const points = (count: number) =>
  metricChunk(
    'loss',
    Array.from({ length: count }, (_, n) => [n, BigInt(n)] as const),
  )
const ofModel = (count: number, model_id = 'm-1') =>
  Array.from({ length: count }, (_, n) => ({ key: 'acc', value: n, timestamp: 1n, step: BigInt(n), model_id }))
const sizes = ({ metrics, params, tags }: BatchCall) => [metrics.length, params.length, tags.length]

test('what is left goes in one call where it fits; the last tag is always in the last call', async () => {
  const sent = async (count: number, rest: Pick<BatchCall, 'params' | 'tags'>) => {
    const calls: BatchCall[] = []
    const batch = batchOf(calls)
    await batch.add(points(count))
    await batch.finish(rest)
    for (const { tags } of calls.slice(0, -1)) expect(tags).not.toContain(rest.tags.at(-1))
    return calls.map(sizes)
  }
  expect(await sent(300, { params: texts(5), tags: texts(1) })).toEqual([[300, 5, 1]])
  expect(await sent(2300, { params: texts(5), tags: texts(1) })).toEqual([
    [1000, 0, 0],
    [1000, 0, 0],
    [300, 5, 1],
  ])
  expect(await sent(1000, { params: texts(5), tags: texts(1) })).toEqual([
    [995, 5, 0],
    [5, 0, 1],
  ])
  expect(await sent(0, { params: texts(150), tags: texts(101) })).toEqual([
    [0, 100, 100],
    [0, 50, 1],
  ])
  // A body has at most 1,000,000 bytes.
  expect(await sent(1, { params: texts(100, '漢'.repeat(6000)), tags: texts(1) })).toEqual([
    [1, 49, 0],
    [0, 49, 0],
    [0, 2, 1],
  ])
  expect(await sent(0, { params: [], tags: [] })).toEqual([])
})

test('points of models go with those of their run as far as there is room', async () => {
  const calls: BatchCall[] = []
  const batch = batchOf(calls)
  await batch.add(points(900))
  const [first, second, late] = [ofModel(60), ofModel(60, 'm-2'), ofModel(1, 'm-3')]
  batch.offer(first)
  batch.offer(second)
  batch.withdraw(first.slice(0, 10))
  expect(first.some((metric) => batch.has(metric))).toBe(false)
  await batch.finish({ params: texts(9), tags: texts(1) })
  batch.offer(late)
  expect(calls.map(sizes)).toEqual([[970, 9, 1]])
  const arrived = (metrics: typeof first) => metrics.filter((metric) => batch.has(metric)).length
  expect([arrived(first), arrived(second), arrived(late)]).toEqual([50, 20, 0])
})

test('points of models find room beside params and mark that would need a call of their own', async () => {
  const calls: BatchCall[] = []
  const batch = batchOf(calls)
  await batch.add(points(1000))
  batch.offer(ofModel(200))
  await batch.finish({ params: texts(9), tags: texts(1) })
  expect(calls.map(sizes)).toEqual([
    [991, 9, 0],
    [209, 0, 1],
  ])
})

test('a run arrives although the points of its model are refused', async () => {
  const calls: BatchCall[] = []
  const batch = new RunBatch(
    async (call) => {
      if (call.metrics.some(({ model_id }) => model_id !== undefined)) throw refusal()
      calls.push(call)
      return []
    },
    { reserved: 10 },
  )
  const guests = ofModel(3)
  await batch.add(points(2))
  batch.offer(guests)
  await batch.finish({ params: [], tags: texts(1) })
  expect(calls.map(sizes)).toEqual([[2, 0, 1]])
  expect(guests.some((metric) => batch.has(metric))).toBe(false)
})

function batchOf(calls: BatchCall[]): RunBatch {
  return new RunBatch(
    async (call) => {
      calls.push(call)
      return []
    },
    { reserved: 20 },
  )
}

function refusal(): HttpError {
  const facts = { status: 400, mlflowCode: 'INVALID_PARAMETER_VALUE', method: 'POST', url: 'http://localhost/' }
  return new HttpError('ERR_REQUEST_REFUSED', 'Invalid metric name', facts)
}

import { metricChunk } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { MultisetDigest } from './multiset-digest.ts'

const points = Array.from({ length: 1000 }, (_, at): [number, bigint] => [Math.sin(at), BigInt(at)])

test('the same points in any order and any chunks are equal', () => {
  const whole = digest([points])
  expect(digest([points.toReversed()]).equals(whole)).toBe(true)
  expect(digest([points.slice(300), points.slice(0, 300)]).equals(whole)).toBe(true)
})

test('one point less, twice, or with one bit changed is not', () => {
  const whole = digest([points])
  expect(digest([points.slice(1)]).equals(whole)).toBe(false)
  expect(digest([[...points.slice(1), [Math.sin(1), 1n]]]).equals(whole)).toBe(false)
  expect(digest([[[Math.sin(0) + 5e-324, 0n], ...points.slice(1)]]).equals(whole)).toBe(false)
  expect(digest([[[Math.sin(0), 2n ** 62n], ...points.slice(1)]]).equals(whole)).toBe(false)
})

test('values swapped between two steps are not equal', () => {
  expect(
    digest([
      [
        [1, 1n],
        [2, 2n],
      ],
    ]).equals(
      digest([
        [
          [2, 1n],
          [1, 2n],
        ],
      ]),
    ),
  ).toBe(false)
})

test('a row is equal whatever the order of its members', () => {
  const [ours, theirs, others] = [new MultisetDigest(), new MultisetDigest(), new MultisetDigest()]
  ours.addRow({ a: 1, b: [1, 2] })
  theirs.addRow({ b: [1, 2], a: 1 })
  others.addRow({ b: [2, 1], a: 1 })
  expect([ours.equals(theirs), ours.equals(others)]).toEqual([true, false])
})

function digest(chunks: readonly (readonly (readonly [number, bigint])[])[]): MultisetDigest {
  const sum = new MultisetDigest()
  for (const chunk of chunks) sum.addPoints(metricChunk('loss', chunk), false)
  return sum
}

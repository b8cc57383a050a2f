import { expect, test } from 'vitest'
import { compareValues } from './compare-values.ts'

test('maps are compared by key, numbers by their bits', () => {
  const ours = new Map<string, unknown>([
    ['a', 1],
    ['b', Number.NaN],
    ['c', 0],
  ])
  const theirs = new Map<string, unknown>([
    ['b', Number.NaN],
    ['c', -0],
    ['d', 2],
  ])
  expect([...compareValues('f', ours, theirs)]).toEqual([
    { field: 'f.a', source: 1, target: undefined },
    { field: 'f.c', source: 0, target: -0 },
    { field: 'f.d', source: undefined, target: 2 },
  ])
})

test('of lists, the order does not count; an element that changed is named by the member that did', () => {
  const ours = [
    { name: 'wine', digest: '1' },
    { name: 'plain', digest: '2' },
  ]
  expect([...compareValues('f', ours, ours.toReversed())]).toEqual([])
  const changed = [
    { name: 'plain', digest: '2' },
    { name: 'wine', digest: '3' },
  ]
  expect([...compareValues('f', ours, changed)]).toEqual([{ field: 'f.digest', source: '1', target: '3' }])
})

test('an element that is there once too often is named', () => {
  expect([...compareValues('f', ['a', 'b'], ['a', 'b', 'b'])]).toEqual([{ field: 'f', source: undefined, target: 'b' }])
})

test('whole numbers are equal whatever their type', () => {
  expect([...compareValues('f', { step: 1n }, { step: 1, none: undefined })]).toEqual([])
})

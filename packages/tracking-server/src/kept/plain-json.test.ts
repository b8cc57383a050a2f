import { parseJson, stringifyJson } from '@mlferry/exact-json'
import { expect, test } from 'vitest'
import { fromPlainJson, toPlainJson } from './plain-json.ts'

test('what headers are made of comes back as it was', () => {
  const value = {
    name: 'ü\u0000',
    tags: new Map<string, unknown>([
      ['a', 'b'],
      ['', { $bigint: 'no mark' }],
    ]),
    nanos: 1_700_000_000_123_456_789n,
    small: 7n,
    steps: [-0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, null],
    none: undefined,
    looksLikeOne: { $map: [[1, 2]] },
    twice: { $object: { $undefined: true } },
    empty: {},
  }

  const text = stringifyJson(toPlainJson(value))

  expect(fromPlainJson(parseJson(text))).toStrictEqual(value)
})

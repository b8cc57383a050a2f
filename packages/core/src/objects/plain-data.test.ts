import { parseJson, stringifyJson } from '@mlferry/exact-json'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromPlainJson, fromPlainText, toPlainJson, toPlainText } from './plain-data.ts'

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('$', '$map', '$bigint', '$number', '$object', '$undefined', '__proto__', 'toJSON', '"$'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    key,
    fc.double(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, true, false, -0, Number.NaN),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    fc.dictionary(key, tie('value'), { noNullPrototype: true, minKeys: 1, maxKeys: 1 }),
    fc.array(fc.tuple(fc.oneof(key, fc.bigInt()), tie('value'))).map((entries) => new Map(entries)),
  ),
}))

test('plain data comes back as it was', () => {
  fc.assert(
    fc.property(value, (each) => {
      expect(fromPlainText(toPlainText(each))).toStrictEqual(each)
      expect(fromPlainJson(parseJson(stringifyJson(toPlainJson(each))))).toStrictEqual(each)
    }),
    { numRuns: 1000 },
  )
})

// Servers hold files in it.
test('the JSON is the one that earlier releases wrote', () => {
  const fields = {
    tags: new Map([['a', 'b']]),
    nanos: 1_700_000_000_123_456_789n,
    numbers: [-0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324],
    none: undefined,
    looksLikeOne: { $map: [[1, 2]] },
  }

  expect(stringifyJson(toPlainJson(fields))).toBe(
    '{"tags":{"$map":[["a","b"]]},"nanos":{"$bigint":"1700000000123456789"},"numbers":[-0.0,NaN,Infinity,5e-324],"none":{"$undefined":true},"looksLikeOne":{"$object":{"$map":[[1,2]]}}}',
  )
})

test('what is no plain data is refused', () => {
  expect(() => toPlainText({ at: new Date(0) })).toThrow('Not plain data')
})

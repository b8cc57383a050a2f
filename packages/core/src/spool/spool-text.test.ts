import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromSpoolText, toSpoolText } from './spool-text.ts'

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\0m', '\0sx', '__proto__', 'toJSON', '\\u0000'),
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
    fc.array(fc.tuple(fc.oneof(key, fc.bigInt()), tie('value'))).map((entries) => new Map(entries)),
  ),
}))

test('plain data comes back as it was', () => {
  fc.assert(
    fc.property(value, (each) => {
      expect(fromSpoolText(toSpoolText(each))).toStrictEqual(each)
    }),
    { numRuns: 2000 },
  )
})

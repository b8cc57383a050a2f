import { expect, test } from 'vitest'
import { splitArray, splitObject } from './split-json.ts'
import { asciiJson } from './stringify-json.ts'

test('members and items stay the texts that they were', () => {
  const text = ' { "a" : 1.0, "b\\"é":[ 1e5 , {"x": "}, ]" } ], "":-0.0,\n"c": NaN, "d": "\\\\" , "e": {} }'
  expect([...splitObject(text)]).toEqual([
    ['a', '1.0'],
    ['b"é', '[1e5,{"x":"}, ]"}]'],
    ['', '-0.0'],
    ['c', 'NaN'],
    ['d', '"\\\\"'],
    ['e', '{}'],
  ])
  expect(splitArray('[ 1.50, "a , b", [], {"n": 90071992547409930} ]')).toEqual([
    '1.50',
    '"a , b"',
    '[]',
    '{"n":90071992547409930}',
  ])
  expect([splitArray('[]'), [...splitObject('{ }')]]).toEqual([[], []])
})

test('what is no object or array, or no JSON, is refused', () => {
  expect(() => splitObject('[1]')).toThrow('expected an object')
  expect(() => splitArray('{}')).toThrow('expected an array')
  expect(() => splitArray('[1,')).toThrow()
})

test('text becomes ASCII', () => {
  expect(asciiJson('{"é":"🚀\u2028"}')).toBe('{"\\u00e9":"\\ud83d\\ude80\\u2028"}')
})

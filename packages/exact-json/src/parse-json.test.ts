import { describe, expect, it } from 'vitest'
import { randomJson, seededRandom } from '../test/random-json.ts'
import { JsonError } from './json-error.ts'
import { parseExact } from './parse-exact.ts'
import { parseJson } from './parse-json.ts'
import { stringifyJson } from './stringify-json.ts'

describe('parseJson', () => {
  it('gives integers beyond 2^53 as bigint and every other number as number', () => {
    expect(parseJson('[9223372036854775807, -9223372036854775808, 9007199254740991, 9007199254740993]')).toEqual([
      9223372036854775807n,
      -9223372036854775808n,
      9007199254740991,
      9007199254740993n,
    ])
    const numbers = '[0.12345678901234567, 12345678901234567.0, 1e400, 1234567890123456789e0]'
    expect(parseJson(numbers)).toEqual(JSON.parse(numbers))
  })

  it('takes the tokens of Python and leaves text that looks like them alone', () => {
    expect(parseJson('{"a": NaN, "b":Infinity, "c": [-Infinity]}')).toEqual({
      a: Number.NaN,
      b: Number.POSITIVE_INFINITY,
      c: [Number.NEGATIVE_INFINITY],
    })
    expect(parseJson('["x: NaN", "[12345678901234567890"]')).toEqual(['x: NaN', '[12345678901234567890'])
  })

  it('keeps -0 and own members named __proto__', () => {
    expect(Object.is(parseJson('-0'), -0)).toBe(true)
    for (const text of ['{"__proto__": {"a": 1}}', '{"__proto__": {"a": NaN}}']) {
      expect(Object.keys(parseJson(text) as object)).toEqual(['__proto__'])
    }
    expect(({} as { a?: unknown }).a).toBeUndefined()
  })

  it('refuses what is nested too deep, on both roads', () => {
    expect(() => parseJson(`${'['.repeat(201)}${']'.repeat(201)}`)).toThrow(/nested deeper than 200/)
    expect(() => parseJson(`${'['.repeat(100_000)}`)).toThrow(/nested deeper than 200/)
    expect(() => parseJson('{"a":{"b":NaN}}', { maxDepth: 1 })).toThrow(/offset 5: nested deeper than 1/)
    expect(parseJson('[[1]]', { maxDepth: 2 })).toEqual([[1]])
  })

  it('says where the text stops being JSON', () => {
    const faults: [string | Uint8Array, number, RegExp][] = [
      ['', 0, /truncated/],
      ['{"a": 1', 7, /truncated/],
      ['{"a": "x', 8, /truncated/],
      ['{"a": 1} x', 9, /after the end/],
      ['{a: 1}', 1, /expected a key/],
      ['[1,]', 3, /expected a value/],
      ['[01]', 2, /expected '\]'/],
      ['["\t"]', 2, /control character/],
      ['["\\x"]', 1, /wrong escape/],
      [Buffer.from('\ufeff["é", x]'), 10, /expected a value/],
      [Uint8Array.of(0x22, 0xff, 0x22), 0, /not UTF-8/],
    ]
    for (const [text, offset, message] of faults) {
      const error = catching(() => parseJson(text))
      expect(error.message).toMatch(message)
      expect([error.code, error.offset]).toEqual(['ERR_JSON_INVALID', offset])
      expect(error).toBeInstanceOf(JsonError)
    }
  })

  it('agrees with JSON.parse on random documents, on both roads', () => {
    const random = seededRandom(1)
    for (let round = 0; round < 500; round++) {
      const text = JSON.stringify(randomJson(random), null, round % 3)
      expect(parseJson(text)).toEqual(JSON.parse(text))
      expect(parseExact(text, 200)).toEqual(JSON.parse(text))
    }
  })

  it('agrees with JSON.parse on what is damaged', () => {
    const random = seededRandom(2)
    for (let round = 0; round < 2000; round++) {
      const text = damage(JSON.stringify(randomJson(random)), random)
      expect(outcome(() => parseJson(text))).toEqual(outcome(() => JSON.parse(text)))
    }
  })
})

describe('stringifyJson', () => {
  it('writes what parseJson reads back', () => {
    const value = {
      big: 2n ** 63n - 1n,
      numbers: [1e20, 2 ** 60, 5e-324, 1.7976931348623157e308, -0, Number.NaN, Number.NEGATIVE_INFINITY],
      text: 'é 😀 \ud800 " \u0000 \u2028',
      empty: [[], {}],
    }
    for (const options of [{}, { indent: 2 }, { ascii: true }]) {
      expect(parseJson(stringifyJson(value, options))).toEqual(value)
    }
  })

  it('writes as Python does: tokens, and non-ASCII as escapes', () => {
    expect(stringifyJson([Number.NaN, -0, 'é😀\u007f'], { ascii: true })).toBe(
      '[NaN,-0.0,"\\u00e9\\ud83d\\ude00\\u007f"]',
    )
    expect(stringifyJson({ a: [1], b: {}, c: [] }, { indent: 2 })).toBe(
      JSON.stringify({ a: [1], b: {}, c: [] }, null, 2),
    )
  })

  it('writes non-finite numbers as strings for MLflow requests and leaves out undefined members', () => {
    const value = { a: Number.POSITIVE_INFINITY, b: undefined as never }
    expect(stringifyJson(value, { nonFinite: 'string' })).toBe('{"a":"Infinity"}')
  })
})

function catching(run: () => unknown): JsonError {
  try {
    run()
  } catch (error) {
    if (error instanceof JsonError) return error
  }
  throw new Error('no JsonError')
}

function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch {
    return 'refused'
  }
}

function damage(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1)
  const pieces = ['', ',', ']', '}', '[', '{', '"', ':', '\\', '1', ' ', 'e', '-', '.', 'x']
  return text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + random(2))
}

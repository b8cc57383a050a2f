import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
import { parseJson } from './parse-json.ts'
import { splitArray, splitObject } from './split-json.ts'
import { streamJson } from './stream-json.ts'
import { stringifyJson } from './stringify-json.ts'

/** A million in all with MLFERRY_FUZZ_CASES=500000. */
const numRuns = Number(process.env.MLFERRY_FUZZ_CASES ?? 300)
const seed = Number(process.env.MLFERRY_FUZZ_SEED ?? 6)
const settings = { numRuns, seed }

/** Pieces of JSON in any order, and JSON with a few bytes of it changed. */
const pieces = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"', '\\', 'NaN', '-Infinity', '-0', '1e999', '1.0', ' '],
)
const numbers = fc.bigInt().map(String)
const soup = fc.array(fc.oneof(pieces, numbers, fc.json(), fc.string()), { maxLength: 12 }).map((all) => all.join(''))
const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 4 })), { maxLength: 3 })
const changed = fc.tuple(fc.json({ maxDepth: 5 }), edits).map(([json, all]) => {
  let bytes = Buffer.from(json)
  for (const [at, cut, put] of all) {
    const start = at % (bytes.length + 1)
    bytes = Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + cut)])
  }
  return bytes
})
const input = fc.oneof(
  soup.map((text) => Buffer.from(text)),
  changed,
  fc.uint8Array({ maxLength: 64 }),
)

test('whatever the bytes are, one call reads them or says why not, and streaming agrees', async () => {
  const property = fc.asyncProperty(input, fc.nat(40), async (bytes, size) => {
    const whole = attempt(() => parseJson(bytes))
    const streamed = await stream(bytes, size + 1)
    if (whole === failed) return void expect(streamed).toBe(failed)
    if (streamed !== failed) expect(stringifyJson(streamed)).toBe(stringifyJson(whole))
    // What came out goes in again.
    expect(stringifyJson(parseJson(stringifyJson(whole)))).toBe(stringifyJson(whole))
  })
  await fc.assert(property, settings)
}, 1_200_000)

test('whatever the text is, its members are found or it is refused', () => {
  const property = fc.property(input, (bytes) => {
    const text = Buffer.from(bytes).toString()
    const value = attempt(() => parseJson(text))
    const isObject = typeof value === 'object' && value !== null
    const members = attempt(() => splitObject(text))
    const items = attempt(() => splitArray(text))
    expect(members !== failed).toBe(isObject && !Array.isArray(value))
    expect(items !== failed).toBe(Array.isArray(value))
    if (items !== failed)
      expect(items.map((each) => stringifyJson(parseJson(each)))).toEqual(
        (value as JsonValue[]).map((each) => stringifyJson(each)),
      )
  })
  fc.assert(property, settings)
}, 1_200_000)

const failed = Symbol('failed')

function attempt<T>(work: () => T): T | typeof failed {
  try {
    return work()
  } catch (error) {
    if (error instanceof JsonError) return failed
    throw error
  }
}

/** In chunks of that size, with the arrays of the root handed out: put together again. */
async function stream(bytes: Uint8Array, size: number): Promise<JsonValue | typeof failed> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  try {
    const items: JsonValue[] = []
    for await (const part of streamJson(chunks(), { items: (path) => path.length === 0 })) {
      if (part.type === 'items') items.push(...part.items)
      else return Array.isArray(part.value) ? items : part.value
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
  }
  return failed
}

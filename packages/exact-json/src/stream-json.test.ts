import { describe, expect, it } from 'vitest'
import { randomJson, seededRandom } from '../test/random-json.ts'
import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
import { type StreamJsonOptions, streamJson } from './stream-json.ts'

const metrics = (path: readonly string[]) => path.join('/') === 'metrics'

describe('streamJson', () => {
  it('hands out the items of matched arrays and gives everything else last', async () => {
    const text = '{"a": [1], "metrics": [{"step": 9223372036854775807, "value": NaN}, 2], "next_page_token": "é"}'
    for (const size of [1, 2, 3, 7, 1000]) {
      expect(await read(text, { items: metrics }, size)).toEqual({
        metrics: [{ step: 9223372036854775807n, value: Number.NaN }, 2],
        rest: { a: [1], metrics: [], next_page_token: 'é' },
      })
    }
  })

  it('gives `*` for the index of an array in a path, and [] for an array that is the document', async () => {
    const text = '[{"tags": [1, [2]]}, {"tags": [3]}]'
    const inner = await read(text, { items: (path) => path.join('/') === '*/tags' }, 4)
    expect(inner).toEqual({ '*/tags': [1, [2], 3], rest: [{ tags: [] }, { tags: [] }] })
    const outer = await read(text, { items: (path) => path.length === 0 }, 4)
    expect(outer).toEqual({ '': [{ tags: [1, [2]] }, { tags: [3] }], rest: [] })
  })

  it('passes over items that are skipped, whatever they are', async () => {
    const text = '{"a": [1], "metrics": [{"step": "]}\\\\\\""}, [2, x], {"y": [[]]}], "b": {"metrics": [3]}}'
    const items = (path: readonly string[]) => (path.join('/') === 'metrics' ? 'skip' : path.join('/') === 'b/metrics')
    for (const size of [1, 2, 3, 7, 1000]) {
      const rest = { a: [1], metrics: [], b: { metrics: [] } }
      expect(await read(text, { items }, size)).toEqual({ 'b/metrics': [3], rest })
      await expect(read(text.slice(0, 40), { items }, size)).rejects.toThrow('truncated')
      await expect(read('{"metrics": [1}', { items }, size)).rejects.toThrow("expected ',' or ']'")
    }
  })

  it('reads keys with escapes and a byte order mark', async () => {
    const text = '\ufeff{"m\\u0065trics" : [1]}'
    expect(await read(text, { items: metrics }, 1)).toEqual({ metrics: [1], rest: { metrics: [] } })
  })

  it('refuses what is not one whole document, saying where', async () => {
    const faults: [string, RegExp][] = [
      ['', /offset 0: .*truncated/],
      ['{"metrics": [1, 2', /offset 17: .*truncated/],
      ['{"metrics": [1, 2]', /offset 18: .*truncated/],
      ['{"metrics": ["a', /truncated/],
      ['{"metrics": [1]} x', /offset 17: text after the end/],
      ['{"metrics": [1]}[2]', /offset 16: text after the end/],
      ['{"metrics": [1,]}', /offset 15: expected a value/],
      ['{"metrics": [,1]}', /offset 13: expected a value/],
      ['{"metrics": [1,,2]}', /expected a value/],
      ['{"metrics": [1, x]}', /offset 16: expected a value/],
      ['{"metrics": [1}}', /offset 14: expected ',' or/],
      ['{"metrics": [[1}, {2]]}', /offset 15: expected/],
      ['{"metrics": [1], "b": x}', /offset 22: expected a value/],
      ['{"metrics": [1]]', /offset 15: '\]' closes nothing/],
    ]
    for (const [text, message] of faults) {
      for (const size of [1, 5, 1000]) {
        const error = await read(text, { items: metrics }, size).catch((each) => each)
        expect(error).toBeInstanceOf(JsonError)
        expect(error.message, `${text} by ${size}`).toMatch(message)
      }
    }
  })

  it('limits depth and the size of one value, not of all', async () => {
    const items = metrics
    const many = `{"metrics": [${'"0123456789",'.repeat(1000)}1]}`
    expect((await read(many, { items, maxValueBytes: 100 }, 64)).metrics).toHaveLength(1001)
    for (const text of [`{"metrics": ["${'x'.repeat(200)}"]}`, `{"a": "${'x'.repeat(200)}"}`]) {
      for (const size of [7, 1000]) {
        const error = await read(text, { items, maxValueBytes: 100 }, size).catch((each) => each)
        expect(error.code).toBe('ERR_JSON_TOO_LARGE')
      }
    }
    await expect(read('{"metrics": [[[1]]]}', { items, maxDepth: 3 }, 9)).rejects.toThrow(/deeper than 3/)
    await expect(read('{"a": [[[1]]]}', { items, maxDepth: 3 }, 9)).rejects.toThrow(/deeper than 3/)
    expect((await read('{"metrics": [[1]]}', { items, maxDepth: 3 }, 9)).metrics).toEqual([[1]])
  })

  it('agrees with JSON.parse on random documents cut at random places', async () => {
    const random = seededRandom(3)
    for (let round = 0; round < 500; round++) {
      const items = Array.from({ length: random(6) }, () => randomJson(random))
      const before = randomJson(random)
      const text = JSON.stringify({ before, metrics: items, after: randomJson(random) }, null, round % 3)
      const all = JSON.parse(text)
      const result = await read(text, { items: metrics }, () => 1 + random(40))
      expect(result.metrics ?? []).toEqual(all.metrics)
      expect(result.rest).toEqual({ ...all, metrics: [] })
    }
  })

  it('refuses what JSON.parse refuses', async () => {
    const random = seededRandom(4)
    for (let round = 0; round < 1500; round++) {
      const whole = JSON.stringify({ metrics: [randomJson(random), randomJson(random)], a: randomJson(random) })
      const at = random(whole.length)
      const text =
        whole.slice(0, at) + [',', ']', '}', '[', '"', '', ':', '\\'][random(8)] + whole.slice(at + random(2))
      const result = await read(text, { items: metrics }, () => 1 + random(20)).then(
        (read) => 'rest' in read,
        () => false,
      )
      expect(result, text).toBe(isJson(text))
    }
  })
})

async function read(text: string, options: StreamJsonOptions, size: number | (() => number)) {
  const result: Record<string, JsonValue[]> & { rest?: JsonValue } = {}
  for await (const each of streamJson(chunks(Buffer.from(text), size), options)) {
    if (each.type === 'rest') result.rest = each.value as JsonValue[]
    else result[each.path.join('/')] = [...(result[each.path.join('/')] ?? []), ...each.items]
  }
  return result
}

async function* chunks(bytes: Uint8Array, size: number | (() => number)): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = typeof size === 'number' ? size : size()
    yield bytes.subarray(at, at + length)
    at += length
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'
import { JsonList, type LargeJson, largeJsonText } from './large-json.ts'

const ids = Array.from({ length: 10_000 }, (_, index) => `é ${index}`)

test('a long list is written as an array of its elements is', () => {
  expect(textOf(file(new JsonList(ids), new JsonList([])))).toBe(jsonText(file(ids, []) as never))
  expect(textOf(new JsonList(ids))).toBe(jsonText(ids))
})

test('comes in pieces', () => {
  expect([...largeJsonText(new JsonList(ids))].every(({ length }) => length < 66_000)).toBe(true)
})

function textOf(value: LargeJson): string {
  return [...largeJsonText(value)].join('')
}

function file(runs: LargeJson, traces: LargeJson): LargeJson {
  const entry = { id: '1', runs, none: [], 'a "b"': {} }
  return { system: { version: 2 }, mlflow: { experiments: [{ id: '0' }, entry], traces, last: null } }
}

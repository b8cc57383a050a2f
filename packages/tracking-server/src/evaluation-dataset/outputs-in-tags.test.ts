import { evaluationRecord } from '@mlferry/core'
import { expect, test } from 'vitest'
import { putOutputsIntoTags, takeOutputsFromTags } from './outputs-in-tags.ts'

test.each([
  '{"inputs":{"a":1.0},"outputs":{"score":2.0},"tags":{"t":"ü"}}',
  '{"inputs":{},"outputs":"text \\"quoted\\"","tags":{}}',
  '{"inputs":{},"outputs":0.0,"tags":{}}',
])('outputs come back from the tags of a record: %s', (text) => {
  const record = evaluationRecord(text)
  const put = putOutputsIntoTags(record)
  expect(put.outputs).toBeUndefined()
  expect(takeOutputsFromTags(put)).toEqual(record)
})

test('a record without outputs stays as it is', () => {
  const record = evaluationRecord('{"inputs":{},"outputs":null,"tags":{"a":"b"}}')
  expect(putOutputsIntoTags(record)).toBe(record)
  expect(takeOutputsFromTags(record)).toBe(record)
})

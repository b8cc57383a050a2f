import type { EvaluationRecord } from '@mlferry/core'
import { expect, test } from 'vitest'
import { ObjectsFirst } from './objects-first.ts'

const both = '{"inputs": {}, "outputs": {"score": "float"}}'
const record = (outputs: string): EvaluationRecord => ({ inputs: '{}', outputs, more: '{}' })
const of = (records: readonly EvaluationRecord[]) => records.map(({ outputs }) => outputs)

test('outputs that are no objects wait for the first that is one', () => {
  const order = new ObjectsFirst(both)
  expect(of(order.take([record('"a"'), record('null'), record('{}')]))).toEqual(['null', '{}'])
  expect(of(order.take([record('[1]'), record('{"score":1.0}')]))).toEqual(['{"score":1.0}', '"a"', '[1]'])
  expect(of(order.take([record('2'), record('{"score":2.0}')]))).toEqual(['2', '{"score":2.0}'])
  expect(order.rest()).toEqual([])
})

test('where none is an object, nothing waits; what waited in vain is not lost', () => {
  expect(of(new ObjectsFirst('{"outputs": "string"}').take([record('"a"')]))).toEqual(['"a"'])
  const order = new ObjectsFirst(both)
  order.take([record('"a"')])
  expect(of(order.rest())).toEqual(['"a"'])
})

import { readTraceSpan, type TraceSpan } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { expect, test } from 'vitest'
import { spanFromOtlp } from './span-from-otlp.ts'
import { spanToOtlp } from './span-to-otlp.ts'

const traceId = `tr-${'0a'.repeat(16)}`

test('attributes keep their types: an integer, a float without a fraction, NaN, null and what nests', () => {
  const text = '{"i":1,"f":1.0,"neg":-0.0,"nan":NaN,"big":4611686018427387904,"n":null,"l":[[],{}],"b":true}'
  expect(spanToOtlp(span({ all: text, plain: 'no JSON' }), traceId)?.attributes).toEqual({
    all: { i: 1n, f: 1, neg: -0, nan: Number.NaN, big: 4611686018427387904n, n: null, l: [[], {}], b: true },
    plain: 'no JSON',
  })
})

test('what OpenTelemetry cannot say stays as it is: integers beyond 64 bits, half a character, another trace id', () => {
  expect(spanToOtlp(span({ huge: '[18446744073709551616]' }), traceId)).toBeUndefined()
  expect(spanToOtlp(span({ half: '"\\ud800"' }), traceId)).toBeUndefined()
  expect(spanToOtlp(span({}), 'tr-another')).toBeUndefined()
})

test('a span in the JSON of OpenTelemetry becomes the text that MLflow stores', () => {
  const value = (given: JsonObject) => ({ key: 'a', value: given })
  const read = (given: JsonObject) => spanFromOtlp({ ...ids, attributes: [value(given)] }).attributes.a
  expect(read({ int_value: 1 })).toBe('1')
  expect(read({ double_value: 1 })).toBe('1.0')
  expect(read({ double_value: 'NaN' })).toBe('NaN')
  expect(read({ kvlist_value: { values: [{ key: 'k' }] } })).toBe('{"k":null}')
})

test('a span of MLflow 2 is read with the same ids and times', () => {
  const old = readTraceSpan({
    name: 'old',
    context: { trace_id: `0x${'0a'.repeat(16)}`, span_id: '0x0102030405060708' },
    parent_id: null,
    start_time: 1795545868457773867n,
    end_time: null,
    status_code: 'OK',
    status_message: '',
    attributes: { 'mlflow.spanInputs': '{"x": 1}' },
    events: [{ name: 'e', timestamp: 5, attributes: {} }],
  })
  expect(old).toMatchObject({
    trace_id: ids.trace_id,
    span_id: ids.span_id,
    parent_span_id: null,
    start_time_unix_nano: 1795545868457773867n,
    end_time_unix_nano: null,
    status: { code: 'STATUS_CODE_OK' },
    events: [{ time_unix_nano: 5n }],
  })
})

const ids = {
  trace_id: Buffer.from('0a'.repeat(16), 'hex').toString('base64'),
  span_id: Buffer.from('0102030405060708', 'hex').toString('base64'),
}

function span(attributes: JsonObject): TraceSpan {
  return readTraceSpan({ ...ids, parent_span_id: null, name: 's', start_time_unix_nano: 1, attributes })
}

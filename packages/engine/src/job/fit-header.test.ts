import type { Header, RunFields } from '@mlferry/core'
import { sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { fitHeader } from './fit-header.ts'

const limits = {
  fields: {
    params: { max: 5, keyMax: 8, keyRefuses: /[^\w ]/u, over: 'overflow-artifact' },
    runId: { lost: 'the target gives its own ids' },
  },
} as const

test('what fits is left as it is', () => {
  const header = sampleRun({ id: 'r', params: new Map([['a', '12345']]) })

  expect(fitHeader(header, limits)).toMatchObject({ header, overflow: undefined, problems: [] })
})

test('too long values are cut by code points, refused keys renamed apart, and all of it kept in full', () => {
  const params = new Map([
    ['long', 'ab😀def'],
    ['a:b', '1'],
    ['a_b', '2'],
    ['much too long', '3'],
  ])

  const { header, overflow, problems } = fitHeader(sampleRun({ id: 'r', params }), limits)

  expect([...(header.fields as RunFields).params]).toEqual([
    ['long', 'ab😀de'],
    ['a_b_2', '1'],
    ['a_b', '2'],
    ['much too', '3'],
  ])
  expect(overflow).toMatchObject({
    source: 'r',
    fields: {
      params: {
        long: { as: 'long', value: 'ab😀def' },
        'a:b': { as: 'a_b_2', value: '1' },
        'much too long': { as: 'much too', value: '3' },
      },
    },
  })
  expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('ERR_TOO_LONG_FOR_TARGET'))
})

test('text that is too long is cut in a plain field too, and NUL is replaced at any depth', () => {
  const params = new Map([['a', 'x\0y']])
  const input = { name: 'data', digest: '1', sourceType: '', source: '', schema: null, profile: null }
  const dataset = { ...input, tags: new Map([['context', 'trai\0n']]) }
  const run = sampleRun({ id: 'r', name: 'abcdef', params, datasetInputs: [dataset] })

  const { header, overflow, problems } = fitHeader(run, {
    refusesNul: true,
    fields: { name: { max: 5, over: 'overflow-artifact' } },
  })

  expect(header.fields).toMatchObject({
    name: 'abcde',
    params: new Map([['a', 'x\uFFFDy']]),
    datasetInputs: [{ name: 'data', tags: new Map([['context', 'trai\uFFFDn']]) }],
  })
  expect(overflow?.fields).toEqual({
    name: { value: 'abcdef' },
    params: { a: { as: 'a', value: 'x\0y' } },
    datasetInputs: { value: [{ ...input, tags: { context: 'trai\0n' } }] },
  })
  expect(problems).toHaveLength(3)
})

test('a tag that means nothing at the target is left out, and costs nothing', () => {
  const tags = new Map([
    ['of the server', 'x'],
    ['team', 'y'],
  ])

  const fitted = fitHeader(sampleRun({ id: 'r', tags }), { fields: { 'tags of the server': { lost: 'its own' } } })

  expect((fitted.header.fields as RunFields).tags).toEqual(new Map([['team', 'y']]))
  expect(fitted).toMatchObject({ overflow: undefined, problems: [] })
})

test('the rest of a long value goes into more entries where the target says so, and is named', () => {
  const params = new Map([['long', 'abc😀def']])
  const fields = { params: { max: 3, keyMax: 250, over: 'more-entries' } } as const

  const { header, overflow, problems } = fitHeader(sampleRun({ id: 'r', params }), { fields })

  expect([...(header.fields as RunFields).params]).toEqual([
    ['long', 'abc'],
    ['mlferry.more.2.long', '😀de'],
    ['mlferry.more.3.long', 'f'],
  ])
  expect(overflow).toBeUndefined()
  expect(problems[0]?.message).toContain('the rest is in mlferry.more.2.long')
})

test('points of a refused metric keep their place under another key, and their own in the overflow', () => {
  const point = { value: 1, timestamp: 1, step: 0, runId: 'r', dataset: null }
  const fields = {
    metrics: [
      { ...point, key: '/abs' },
      { ...point, key: '_abs' },
      { ...point, key: '/abs', step: 1 },
    ],
  }
  const model: Header<object> = { ...sampleRun({ id: 'm' }), fields }

  const limited = { fields: { metrics: { keyMax: 250, keyRefuses: /^\//u, over: 'overflow-artifact' } } } as const
  const { header, overflow, problems } = fitHeader(model, limited)

  expect((header.fields as object as typeof fields).metrics.map(({ key }) => key)).toEqual(['_abs_2', '_abs', '_abs_2'])
  expect(overflow?.fields).toMatchObject({
    metrics: {
      value: [
        { key: '/abs', step: 0 },
        { key: '/abs', step: 1 },
      ],
    },
  })
  expect(problems).toHaveLength(1)
  expect(
    fitHeader({ ...model, fields: { ...fields, metrics: [{ ...point, key: 'a' }] } as object }, limited).overflow,
  ).toBeUndefined()
})

test('an empty key gets a name', () => {
  const { header } = fitHeader(sampleRun({ id: 'r', params: new Map([['', 'x']]) }), limits)
  expect((header.fields as RunFields).params).toEqual(new Map([['_', 'x']]))
})

test('what the store would make up is told by its rule, and costs nothing', () => {
  const complete = (header: Header) => ({ ...header, fields: { ...header.fields, name: header.ref.id } })
  const fitted = fitHeader(sampleRun({ id: 'r', name: '' }), { complete, fields: {} })
  expect(fitted.header.fields).toMatchObject({ name: 'r' })
  expect(fitted).toMatchObject({ overflow: undefined, problems: [] })
})

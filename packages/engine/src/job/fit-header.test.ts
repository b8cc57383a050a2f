import type { RunFields } from '@mlferry/core'
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

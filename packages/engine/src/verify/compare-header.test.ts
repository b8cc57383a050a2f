import type { KindCapabilities } from '@mlferry/core'
import { sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { fitHeader } from '../job/fit-header.ts'
import { runKind } from '../run/run-kind.ts'
import { compareHeader } from './compare-header.ts'

const id = 'a'.repeat(32)
const limited: KindCapabilities = { fields: { params: { max: 4, over: 'overflow-artifact' } } }
const why = 'longer than the 4 characters that the target keeps'

test('a value that the target cuts is equal only where it is cut exactly so', () => {
  expect(compared('text', { target: 'text', limits: limited })).toEqual({ differences: [], expected: [] })
  expect(compared('long text', { target: 'long', limits: limited })).toEqual({
    differences: [],
    expected: [{ field: 'params', why }],
  })
  for (const target of ['lon', 'song', 'long ', 'long text', '', 'long...']) {
    expect(compared('long text', { target, limits: limited }).differences).toEqual([
      { field: 'params.a', source: 'long', target },
    ])
  }
})

test('a value that is cut although the target has no such limit differs', () => {
  const difference = { field: 'params.a', source: 'long text', target: 'long' }
  expect(compared('long text', { target: 'long', limits: { fields: {} } }).differences).toEqual([difference])
  const higher: KindCapabilities = { fields: { params: { max: 9, over: 'overflow-artifact' } } }
  expect(compared('long text', { target: 'long', limits: higher }).differences).toEqual([difference])
})

/** Of the param `a` of a run and its copy. */
function compared(source: string, { target, limits }: { readonly target: string; readonly limits: KindCapabilities }) {
  const header = (a: string) => sampleRun({ id, name: 'train', params: new Map([['a', a]]) })
  const ours = header(source)
  const fitted = fitHeader(ours, limits)
  const pair = { kind: runKind, source: ours, target: header(target), fitted, mapText: (text: string) => text }
  return compareHeader(pair, limits)
}

import { moreEntries } from '@mlferry/core'
import { expect, test } from 'vitest'
import { markedObject } from './marked-object.ts'

const ref = { kind: 'promptVersion', id: 'greeting/1' }
const source = ['mlferry.source.id', 'greeting/1'] as const

test('the rest of a long text of a user is no mark, and stays', () => {
  const text = moreEntries('mlflow.prompt.text', 'a'.repeat(25), 10)

  expect(markedObject({ ref, title: '', tags: new Map(text) })).toBeUndefined()
  expect(markedObject({ ref, title: '', tags: new Map([...text, source]) })?.keys).toEqual(['mlferry.source.id'])
})

test('the rest of what mlferry itself keeps goes with the marks', () => {
  const kept = moreEntries('mlferry.kept.assessments', 'a'.repeat(25), 10)

  const marked = markedObject({ ref: { kind: 'trace', id: 'tr-1' }, title: '', tags: new Map(kept) })

  expect(marked).toMatchObject({ keeps: true, keys: kept.map(([key]) => key) })
})

test('an experiment that keeps objects as files says so', () => {
  const tags = new Map([['mlferry.kept', 'scorer,trace']])

  expect(markedObject({ ref: { kind: 'experiment', id: '1' }, title: '', tags })).toMatchObject({ keeps: true })
})

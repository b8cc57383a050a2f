import { expect, test } from 'vitest'
import { joinEntries, moreEntries } from './more-entries.ts'

test('a long value goes into several entries and comes back in one piece', () => {
  const entries = moreEntries('text', '🚀'.repeat(5), 2)
  expect(entries).toEqual([
    ['text', '🚀🚀'],
    ['mlferry.more.2.text', '🚀🚀'],
    ['mlferry.more.3.text', '🚀'],
  ])
  expect(joinEntries(new Map([['a', 'b'], ...entries]))).toEqual(
    new Map([
      ['a', 'b'],
      ['text', '🚀'.repeat(5)],
    ]),
  )
})

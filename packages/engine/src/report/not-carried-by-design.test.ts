import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { findNotCarriedByDesign, notCarriedByDesign } from './not-carried-by-design.ts'

const { signal } = new AbortController()

test('what a source has none of is left out, and what it does not tell the number of is named all the same', async () => {
  const counts: Readonly<Record<string, number>> = { 'gateway secrets': 2, users: 0 }
  const source = Object.assign(new MemoryStore('source'), { count: async (what: string) => counts[what] })

  const found = await findNotCarriedByDesign(source, signal)

  expect(found.find(({ what }) => what === 'gateway secrets')).toMatchObject({ count: 2 })
  expect(found.map(({ what }) => what)).toEqual(
    notCarriedByDesign.map(({ what }) => what).filter((what) => what !== 'users'),
  )
})

test('a store that holds no such thing has nothing to name', async () => {
  expect(await findNotCarriedByDesign(new MemoryStore('source'), signal)).toEqual([])
})

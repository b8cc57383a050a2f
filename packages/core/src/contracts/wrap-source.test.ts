import { expect, test } from 'vitest'
import { MemoryStore } from '../testing/memory-store.ts'
import type { Source } from './source.ts'
import { wrapSource } from './wrap-source.ts'

test('a wrapper forwards every member, optional ones too', async () => {
  const store = new MemoryStore('inner')
  const inner: Source = Object.assign(store, {
    withAllLinks: async () => [],
    count: async () => 7,
    origin: 'http://server',
  })
  const wrapped = wrapSource(inner, { label: 'outer' })

  expect(wrapped.label).toBe('outer')
  expect(await wrapped.withAllLinks?.([], AbortSignal.timeout(1000))).toEqual([])
  expect(await wrapped.count?.('secrets', AbortSignal.timeout(1000))).toBe(7)
  expect(wrapped.batchSize('run')).toBe(10)
  expect(Object.keys(wrapped).sort()).toEqual([...everyMember].sort())
})

test('a member that the source lacks stays absent', () => {
  expect(wrapSource(new MemoryStore(), {})).not.toHaveProperty('withAllLinks')
})

/** Written out once more: a member that is added to the contract has to be added here too. */
const everyMember = [
  'label',
  'origin',
  'capabilities',
  'list',
  'withAllLinks',
  'batchSize',
  'read',
  'artifacts',
  'count',
] as const satisfies readonly (keyof Source)[]

import { expect, test } from 'vitest'
import { MemoryServer } from '../testing/memory-server.ts'
import { MemoryStore } from '../testing/memory-store.ts'
import { testTarget } from '../testing/suite/test-target.ts'
import type { Target } from './target.ts'
import type { TargetJob } from './target-job.ts'
import { wrapTarget, wrapTargetJob } from './wrap-target.ts'

const { signal } = new AbortController()

test('a wrapper forwards every member of a target, and calls it there', async () => {
  const inner: Target = new MemoryServer('inner')
  const wrapped = wrapTarget(inner, { label: 'outer' })

  expect(wrapped).toMatchObject({ label: 'outer' })
  expect(await wrapped.begin(signal)).toBe(inner)
  expect((await wrapped.capabilities(signal)).kind('run')).toBeDefined()
})

test('a wrapper forwards every member of a job, the end of it too', async () => {
  const ended: string[] = []
  const inner: TargetJob = Object.assign(new MemoryServer('inner'), {
    lease: async () => undefined,
    [Symbol.asyncDispose]: async () => void ended.push('inner'),
  })
  {
    await using wrapped = wrapTargetJob(inner, { find: undefined, complete: async () => void ended.push('complete') })
    expect(wrapped).not.toHaveProperty('find')
    expect(wrapped).not.toHaveProperty('clear')
    expect(await wrapped.lease?.(signal)).toBeUndefined()
    await wrapped.complete(signal)
  }
  expect(ended).toEqual(['complete', 'inner'])
})

testTarget({
  name: 'a wrapped memory store',
  async open() {
    const store = new MemoryStore()
    const wrapped = wrapTarget(store, { begin: async () => wrapTargetJob(await store.begin(), {}) })
    return { target: async () => wrapped, source: async () => store }
  },
})

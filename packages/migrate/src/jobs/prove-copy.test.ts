import { expect, test } from 'vitest'
import { proveCopy } from './prove-copy.ts'

const none = { created: 0, updated: 0, unchanged: 0, degraded: 0, skipped: 0, failed: 0 }
const ref = { kind: 'run', id: '1' }
const cut = { ref, outcome: 'degraded', problems: [] } as const
const equal = { differences: [], differenceCount: 0 }
const differing = { differences: [{ problem: 'differs', ref }], differenceCount: 1 } as const

function pass({ updated = 0, objects = [] as readonly (typeof cut)[] } = {}) {
  return { kinds: { run: { ...none, updated } }, objects, unsettled: [] }
}

/** Runs it with verifies that find this, one after the other. */
async function proven(finds: readonly (typeof equal | typeof differing)[], { named = false, updated = 0 } = {}) {
  const left = [...finds]
  const verify = async () => left.shift() ?? expect.fail('verified too often')
  const repair = async () => pass({ updated })
  const passes = [pass(named ? { objects: [cut] } : {})] as const
  const { proof, passes: all } = await proveCopy({ passes: [passes[0]], verify, repair })
  expect(left).toEqual([])
  return { equal: proof.differenceCount === 0, passes: all.length }
}

test('what is equal is not copied again', async () => {
  expect(await proven([equal])).toEqual({ equal: true, passes: 1 })
})

test('what no listing shows is copied once more, and verified again', async () => {
  expect(await proven([differing, equal], { updated: 1 })).toEqual({ equal: true, passes: 2 })
})

test('a repair that finds nothing is not verified again', async () => {
  expect(await proven([differing])).toEqual({ equal: false, passes: 2 })
})

test('what a pass named as not whole is not copied again', async () => {
  expect(await proven([differing], { named: true })).toEqual({ equal: false, passes: 1 })
})

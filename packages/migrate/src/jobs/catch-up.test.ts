import { expect, test } from 'vitest'
import { catchUp } from './catch-up.ts'

const none = { created: 0, updated: 0, unchanged: 0, degraded: 0, skipped: 0, failed: 0 }
const cut = { ref: { kind: 'run', id: '1' }, outcome: 'degraded', problems: [] } as const

interface Told {
  readonly created?: number
  readonly updated?: number
  readonly objects?: readonly (typeof cut)[]
}

/** Passes that find what is listed, and nothing after that. */
function passes(...told: readonly Told[]) {
  return async (before: number) => {
    const { created = 0, updated = 0, objects = [] } = told[before] ?? {}
    return { kinds: { run: { ...none, created, updated } }, objects, unsettled: [] }
  }
}

test.each([
  ['nothing changed', passes({ created: 5 }), 2, true],
  ['a run was added, then one changed', passes({ created: 5 }, { created: 1 }, { updated: 1 }), 4, true],
  ['one cannot be copied whole', passes({ created: 5, objects: [cut] }, { objects: [cut] }), 2, true],
  [
    'one that cannot be copied whole came later',
    passes({ created: 5 }, { objects: [cut] }, { objects: [cut] }),
    3,
    true,
  ],
  ['it never ends', async () => passes({ created: 1 })(0), 4, false],
])('%s', async (_, pass, count, settled) => {
  const caughtUp = await catchUp(pass, 3)
  expect(caughtUp.passes).toHaveLength(count)
  expect(caughtUp.settled).toBe(settled)
})

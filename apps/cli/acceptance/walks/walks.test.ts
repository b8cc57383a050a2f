import fc from 'fast-check'
import { expect, test } from 'vitest'
import { directPasses, walks, wholePasses } from './walk.ts'
import { walkMemory } from './walk-memory.ts'

/** 10,000 and more with MLFERRY_FUZZ_CASES=10000. */
const numRuns = Number(process.env.MLFERRY_FUZZ_CASES ?? 30)
const seed = Number(process.env.MLFERRY_FUZZ_SEED ?? 6)

test(`whatever way objects came, the target ends as the union of both sources (seed ${seed})`, async () => {
  const property = fc.asyncProperty(walks, fc.boolean(), async (steps, direct) => {
    expect(await walkMemory(steps, direct ? directPasses : wholePasses)).toEqual([])
  })
  await fc.assert(property, { numRuns, seed })
}, 36_000_000)

import { startMlflowServer } from '@mlferry/test-kit'
import fc from 'fast-check'
import { expect } from 'vitest'
import { RealStation } from './real-station.ts'
import { walks } from './walk.ts'
import { walkServers } from './walk-servers.ts'

/** Walks between four real servers, which are emptied before each. */
export async function tryRealWalks({ numRuns, seed }: { readonly numRuns: number; readonly seed: number }) {
  await using a = await startMlflowServer()
  await using b = await startMlflowServer()
  await using s = await startMlflowServer()
  await using t = await startMlflowServer()
  const stations = {
    A: new RealStation('A', a),
    B: new RealStation('B', b),
    S: new RealStation('S', s),
    T: new RealStation('T', t),
  }
  const property = fc.asyncProperty(walks, async (steps) => {
    expect(await walkServers(steps, stations)).toEqual([])
  })
  // A walk takes seconds: one that fails is told as it is, as trying shorter ones would take an hour.
  const limits = { endOnFailure: true, interruptAfterTimeLimit: 3_600_000, markInterruptAsFailure: true }
  await fc.assert(property, { numRuns, seed, ...limits })
}

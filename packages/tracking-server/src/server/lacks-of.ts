import type { MlflowClient } from '@mlferry/client'
import { isAbort } from '@mlferry/core'
import { probeRetries } from './why-missing.ts'
import { whyNoRoute } from './why-no-route.ts'

/** Kinds that a server does not hold that does not tell its version, and why: asked by one read each. */
export async function lacksOf(known: MlflowClient): Promise<ReadonlyMap<string, string>> {
  const client = known.withRetries(probeRetries)
  const reads = {
    loggedModel: () => client.loggedModels.searchPages({ experimentIds: ['0'], maxResults: 1 }).next(),
    trace: () => client.traces.search({ experimentIds: ['0'], maxResults: 1 }),
  }
  const reasons = await Promise.all(
    Object.entries(reads).map(async ([kind, read]) => [kind, await whyNoRoute(read).catch(unlessAborted)] as const),
  )
  return new Map(reasons.flatMap(([kind, reason]) => (reason === undefined ? [] : [[kind, reason] as const])))
}

/** A kind that cannot be asked for fails alone, when it is listed. */
function unlessAborted(error: unknown): undefined {
  if (isAbort(error)) throw error
}

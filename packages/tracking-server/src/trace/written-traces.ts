import type { WireTrace } from '@mlferry/client'
import { authorOf, provenanceTags, type Ref, readPending, traceLinkKinds, type Written } from '@mlferry/core'
import { contentIn } from '../server/content-in.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { unlistedRuns } from './linked-runs.ts'
import { searchV3 } from './list-headers.ts'
import { listTraces } from './list-traces.ts'
import { experimentOf, traceHeader } from './trace-header.ts'

/** The traces of experiments, with those that mlferry did not write: a trace keeps its id, so any of them may be it. */
export async function* writtenTraces(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  if (!scopes) return
  const experimentIds = scopes.map(({ id }) => id)
  for await (const page of listTraces({ experimentIds }, searchV3(context, signal))) yield page.map(toWritten)
}

export async function findTrace(key: string, { client }: ServerContext, signal: AbortSignal) {
  const trace = await client.traces.get({ traceId: key, signal }).catch(ifMissing)
  return trace && toWritten(trace)
}

function toWritten(wire: WireTrace): Written {
  const { trace_id, tags: all = {} } = wire
  const tags = new Map(Object.entries(all))
  return {
    key: trace_id,
    target: { kind: 'trace', id: trace_id },
    scope: { kind: 'experiment', id: experimentOf(wire) },
    ...authorOf(tags),
    ...contentIn({ ...traceHeader(wire), unlisted: unlistedRuns }),
    sealed: tags.get(provenanceTags.fingerprint),
    deleted: false,
    pending: readPending(tags, traceLinkKinds),
  }
}

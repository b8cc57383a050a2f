import { isHttpError, type WireRun } from '@mlferry/client'
import { mlflowTags, type TraceHeader, withUnlisted } from '@mlferry/core'
import pMap from 'p-map'
import { listRuns } from '../run/list-runs.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { LinkedRuns } from '../server/server-memory.ts'

/** What no listing of traces tells. */
export const unlistedRuns: readonly string[] = ['runs']
const sourceRun = mlflowTags.sourceRun

/** The condition that a trace names this run, or was linked to it. */
export function ofRun(runId: string): string {
  return `attributes.run_id = '${runId}'`
}

/** Traces of MLflow 3 with the runs that they were linked to after they were made, which no listing shows. */
export function withLinkedRuns(
  traces: readonly TraceHeader[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<TraceHeader[]> {
  const known = context.memory.linkedRuns
  const complete = async (trace: TraceHeader) => {
    const experimentId = trace.scope?.id ?? ''
    const runs = known.get(experimentId) ?? linkedRuns(experimentId, context, signal)
    known.set(experimentId, runs)
    const links = ((await runs).get(trace.ref.id) ?? []).map((id) => ({ field: 'runs', to: { kind: 'run', id } }))
    return withUnlisted(trace, links)
  }
  return Promise.all(traces.map(complete))
}

/** No trace tells its runs: each run of the experiment is asked for its traces, which costs one request a run. */
async function linkedRuns(experimentId: string, context: ServerContext, signal: AbortSignal): Promise<LinkedRuns> {
  const { client } = context
  const found = new Map<string, string[]>()
  // A run that the server fails to show is named by the listing of runs.
  const pages = listRuns({ experimentIds: [experimentId], includeDeleted: true, onGap: () => {} }, context, signal)
  const ask = async ({ info: { run_id: run } }: WireRun) => {
    let pageToken: string | undefined
    do {
      const page = await client.traces.search({ experimentIds: [experimentId], filter: ofRun(run), pageToken, signal })
      for (const { trace_id, trace_metadata } of page.traces ?? []) {
        if (trace_metadata?.[sourceRun] === run) continue
        found.set(trace_id, [...(found.get(trace_id) ?? []), run])
      }
      pageToken = page.next_page_token || undefined
    } while (pageToken !== undefined)
  }
  try {
    for await (const runs of pages) await pMap(runs, ask, { concurrency: 8, signal })
  } catch (error) {
    // A version that knows no such filter knows no such links.
    if (!isHttpError(error) || error.status !== 400) throw error
  }
  return found
}

import { isRouteMissing, type WireTrace, type WireTraceV2 } from '@mlferry/client'
import type { Listed, Query } from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { onlyScope } from '../server/unshown.ts'
import { unlistedRuns, withLinkedRuns } from './linked-runs.ts'
import { listTraces, type TraceSearch } from './list-traces.ts'
import { traceHeader } from './trace-header.ts'
import { traceHeaderV2 } from './trace-header-v2.ts'
import { toMilliseconds } from './trace-time.ts'

export async function* listTraceHeaders(
  query: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Listed[]> {
  const { ids, scopes } = query
  if (ids) {
    for (const id of ids) {
      const header = await findHeader(id, context, signal)
      if (header) yield [header]
    }
  } else if (scopes) yield* listOfExperiments(query, context, signal)
}

/** How traces of MLflow 3 are searched. */
export function searchV3({ client }: ServerContext, signal: AbortSignal): TraceSearch<WireTrace> {
  return {
    search: client.traces.search,
    idOf: ({ trace_id }) => trace_id,
    timeOf: ({ request_time }) => toMilliseconds(request_time) ?? 0,
    signal,
  }
}

async function* listOfExperiments(
  { scopes = [], since, until, filter, thorough }: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Listed[]> {
  const experimentIds = scopes.map(({ id }) => id)
  const unshown = onlyScope(scopes, 'trace')
  const window = {
    experimentIds,
    onGap: unshown?.add,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filter === undefined ? {} : { filter }),
  }
  if (!(await speaksV3(context, signal))) {
    for await (const page of listTraces(window, searchV2(context, signal))) yield page.map(traceHeaderV2)
    if (unshown && unshown.found.length > 0) yield unshown.found
    return
  }
  // Those of an earlier listing may be old.
  for (const id of experimentIds) context.linkedRuns?.delete(id)
  for await (const page of listTraces(window, searchV3(context, signal))) {
    const traces = page.map((trace) => ({ ...traceHeader(trace), unlisted: unlistedRuns }))
    yield thorough ? await withLinkedRuns(traces, context, signal) : traces
  }
  if (unshown && unshown.found.length > 0) yield unshown.found
}

async function findHeader(traceId: string, context: ServerContext, signal: AbortSignal) {
  const { traces } = context.client
  if (!(await speaksV3(context, signal))) {
    const trace = await traces.v2.get({ traceId, signal }).catch(ifMissing)
    return trace && traceHeaderV2(trace)
  }
  const trace = await traces.get({ traceId, signal }).catch(ifMissing)
  if (!trace) return undefined
  const header = { ...traceHeader(trace), unlisted: unlistedRuns }
  return (await withLinkedRuns([header], context, signal))[0]
}

/** Whether the server has the routes of MLflow 3: asked once. */
export async function speaksV3(context: ServerContext, signal: AbortSignal): Promise<boolean> {
  context.tracesOfV3 ??= await context.client.traces.search({ experimentIds: ['0'], maxResults: 1, signal }).then(
    () => true,
    (error: unknown) => {
      if (isRouteMissing(error)) return false
      throw error
    },
  )
  return context.tracesOfV3
}

function searchV2({ client }: ServerContext, signal: AbortSignal): TraceSearch<WireTraceV2> {
  return {
    search: client.traces.v2.search,
    idOf: ({ request_id }) => request_id,
    timeOf: ({ timestamp_ms }) => Number(timestamp_ms ?? 0),
    signal,
  }
}

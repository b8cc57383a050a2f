import { isHttpError, isRouteMissing, type WireTrace, type WireTraceV2 } from '@mlferry/client'
import { isUnreadable, type Listed, type Query, withUnlisted } from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { onlyScope } from '../server/unshown.ts'
import { probeRetries } from '../server/why-missing.ts'
import { ofRun, unlistedRuns, withLinkedRuns } from './linked-runs.ts'
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
  } else if (scopes && query.linkedTo?.kind === 'run') yield* listOfRuns(query, context, signal)
  else if (scopes) yield* listOfExperiments(query, context, signal)
}

/** Traces that name one of these runs, or that were linked to it: one search a run. Versions without such a search list all. */
async function* listOfRuns(query: Query, context: ServerContext, signal: AbortSignal): AsyncGenerator<Listed[]> {
  const { linkedTo, ...rest } = query
  if (!(await speaksV3(context, signal))) return yield* listOfExperiments(rest, context, signal)
  const seen = new Set<string>()
  try {
    for (const id of linkedTo?.ids ?? []) {
      for await (const page of listOfExperiments({ ...rest, filter: ofRun(id) }, context, signal)) {
        const fresh = page.filter(({ ref }) => !seen.has(ref.id))
        for (const { ref } of fresh) seen.add(ref.id)
        yield fresh
      }
    }
  } catch (error) {
    if (!isHttpError(error) || error.status !== 400) throw error
    // A version that knows no such filter knows no such links: those that metadata holds are listed.
    for await (const page of listOfExperiments(rest, context, signal)) {
      yield page.map((each) => (isUnreadable(each) ? each : withUnlisted(each, [])))
    }
  }
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
  for (const id of experimentIds) context.memory.linkedRuns.delete(id)
  for await (const page of listTraces(window, searchV3(context, signal))) {
    const traces = page.map((trace) => ({ ...traceHeader(trace), unlisted: unlistedRuns }))
    yield thorough ? await withLinkedRuns(traces, context, signal) : traces
  }
  if (unshown && unshown.found.length > 0) yield unshown.found
}

async function findHeader(traceId: string, context: ServerContext, signal: AbortSignal) {
  const { traces } = context.client
  if (!(await speaksV3(context, signal))) {
    const trace = await traces.v2.get({ traceId, signal }).catch(ifNoRoute(context)).catch(ifMissing)
    return trace && traceHeaderV2(trace)
  }
  const trace = await traces.get({ traceId, signal }).catch(ifMissing)
  if (!trace) return undefined
  const header = { ...traceHeader(trace), unlisted: unlistedRuns }
  return (await withLinkedRuns([header], context, signal))[0]
}

/** Whether the server has the routes of MLflow 3: asked once. */
export async function speaksV3(context: ServerContext, signal: AbortSignal): Promise<boolean> {
  const { traces } = context.client.withRetries(probeRetries)
  context.facts.tracesOfV3 ??= await traces.search({ experimentIds: ['0'], maxResults: 1, signal }).then(
    () => true,
    (error: unknown) => {
      if (isRouteMissing(error)) return false
      throw error
    },
  )
  return context.facts.tracesOfV3
}

function searchV2(context: ServerContext, signal: AbortSignal): TraceSearch<WireTraceV2> {
  const { search } = context.client.traces.v2
  return {
    search: async (options) => (await search(options).catch(ifNoRoute(context))) ?? {},
    idOf: ({ request_id }) => request_id,
    timeOf: ({ timestamp_ms }) => Number(timestamp_ms ?? 0),
    signal,
  }
}

/** For `catch`: a server that does not tell its version may be older than traces. */
function ifNoRoute({ version }: ServerContext): (error: unknown) => undefined {
  return (error) => {
    if (version !== undefined || !isRouteMissing(error)) throw error
  }
}

import type { SearchTraces, TracePage } from '@mlferry/client'
import { type Query, Spool, SpooledMap } from '@mlferry/core'

/** The most that servers give at once. */
const pageSize = 500

export interface TraceQuery extends Pick<Query, 'since' | 'until'> {
  readonly experimentIds: readonly string[]
  /** More conditions, in MLflow's filter syntax. */
  readonly filter?: string
}

export interface TraceSearch<Trace> {
  readonly search: (options: SearchTraces) => Promise<TracePage<Trace>>
  readonly idOf: (trace: Trace) => string
  /** Milliseconds since 1970. */
  readonly timeOf: (trace: Trace) => number
  readonly signal: AbortSignal
}

/** Traces of experiments by time ascending, in keyset windows: one that begins or is deleted meanwhile shifts no page. */
export async function* listTraces<Trace>(query: TraceQuery, options: TraceSearch<Trace>): AsyncGenerator<Trace[]> {
  const { search, idOf, timeOf, signal } = options
  const { experimentIds, until, filter } = query
  using spool = new Spool()
  const seen = new SpooledMap<true>(spool)
  let from = query.since
  let pageToken: string | undefined
  for (;;) {
    const conditions = [
      ...(from === undefined ? [] : [`attributes.timestamp_ms >= ${from}`]),
      ...(until === undefined ? [] : [`attributes.timestamp_ms < ${until}`]),
      ...(filter ? [filter] : []),
    ]
    const page = await search({
      experimentIds,
      filter: conditions.join(' AND '),
      orderBy: ['timestamp_ms ASC'],
      maxResults: pageSize,
      pageToken,
      signal,
    })
    const traces = page.traces ?? []
    const fresh = traces.filter((trace) => !seen.has(idOf(trace)))
    for (const trace of fresh) seen.set(idOf(trace), true)
    if (fresh.length > 0) yield fresh
    const last = traces.at(-1)
    if (!last || traces.length < pageSize) return
    const time = timeOf(last)
    // Only where more traces than a page begin in one millisecond, pages are turned by offset.
    pageToken = time === from ? page.next_page_token : undefined
    from = time
  }
}

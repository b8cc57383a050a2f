import type { SearchTraces, TracePage } from '@mlferry/client'
import type { Query } from '@mlferry/core'
import { listByTime } from '../server/list-by-time.ts'
import type { AskedPage, Gap } from '../server/time-windows.ts'

/** The most that servers give at once. */
const pageSize = 500
/** What fails for many experiments is asked for one by one, and then with more patience. */
const retriesOfMany = 2

export interface TraceQuery extends Pick<Query, 'since' | 'until'> {
  readonly experimentIds: readonly string[]
  /** More conditions, in MLflow's filter syntax. */
  readonly filter?: string
  /** Takes what the server fails to show. Absent: the error is thrown. */
  readonly onGap?: ((gap: Gap) => void) | undefined
}

export interface TraceSearch<Trace> {
  readonly search: (options: SearchTraces) => Promise<TracePage<Trace>>
  readonly idOf: (trace: Trace) => string
  /** Milliseconds since 1970. */
  readonly timeOf: (trace: Trace) => number
  readonly signal: AbortSignal
}

/** Traces of experiments by time ascending. */
export function listTraces<Trace>(query: TraceQuery, options: TraceSearch<Trace>): AsyncGenerator<Trace[]> {
  const { signal, idOf, timeOf } = options
  const { experimentIds, since, until, filter, onGap } = query
  const search = async ({ most = pageSize, token, maxRetries, ...window }: AskedPage) => {
    const conditions = [
      ...(window.from === undefined ? [] : [`attributes.timestamp_ms >= ${window.from}`]),
      ...(window.until === undefined ? [] : [`attributes.timestamp_ms < ${window.until}`]),
      ...(filter ? [filter] : []),
    ]
    const { traces = [], next_page_token } = await options.search({
      experimentIds,
      filter: conditions.join(' AND '),
      orderBy: ['timestamp_ms ASC'],
      maxResults: most,
      pageToken: token,
      maxRetries: maxRetries ?? (experimentIds.length > 1 ? retriesOfMany : undefined),
      signal,
    })
    return { rows: traces, next: next_page_token }
  }
  return listByTime({ search, idOf, timeOf, window: { from: since, until }, onGap })
}

import type { WireRun } from '@mlferry/client'
import type { Query } from '@mlferry/core'
import { listByTime } from '../server/list-by-time.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { AskedPage, Gap } from '../server/time-windows.ts'

/** Whole runs with all their params and tags: more at once would be answers of many megabytes. */
const defaultPageSize = 1000
/** What fails for many experiments is asked for one by one, and then with more patience. */
const retriesOfMany = 2

export interface RunQuery extends Pick<Query, 'includeDeleted' | 'since' | 'until'> {
  readonly experimentIds: readonly string[]
  /** More conditions, in MLflow's filter syntax. */
  readonly filter?: string
  readonly pageSize?: number
  /** Takes what the server fails to show, such as a run whose user is NULL. Absent: the error is thrown. */
  readonly onGap?: ((gap: Gap) => void) | undefined
}

/** Runs of experiments by start time ascending, those without one last. */
export function listRuns(query: RunQuery, { client }: ServerContext, signal: AbortSignal): AsyncGenerator<WireRun[]> {
  const { experimentIds, includeDeleted, since, until, filter, pageSize = defaultPageSize, onGap } = query
  const search = async ({ most = pageSize, token, maxRetries, ...window }: AskedPage) => {
    const conditions = [
      ...(window.from === undefined ? [] : [`attributes.start_time >= ${window.from}`]),
      ...(window.until === undefined ? [] : [`attributes.start_time < ${window.until}`]),
      ...(filter ? [filter] : []),
    ]
    const { runs = [], next_page_token } = await client.runs.searchPage({
      experimentIds,
      filter: conditions.join(' AND '),
      viewType: includeDeleted ? 'ALL' : 'ACTIVE_ONLY',
      orderBy: ['attributes.start_time ASC'],
      maxResults: most,
      pageToken: token,
      maxRetries: maxRetries ?? (experimentIds.length > 1 ? retriesOfMany : undefined),
      signal,
    })
    return { rows: runs, next: next_page_token }
  }
  return listByTime({ search, idOf, timeOf, window: { from: since, until }, mayLackTime: true, onGap })
}

function idOf({ info }: WireRun): string {
  return info.run_id
}

function timeOf({ info: { start_time: time } }: WireRun): number | undefined {
  return time === undefined || time === null ? undefined : Number(time)
}

import { isHttpError, type RunPage, type WireRun } from '@mlferry/client'
import { type Query, Spool, SpooledMap } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/** Whole runs with all their params and tags: more at once would be answers of many megabytes. */
const defaultPageSize = 1000

export interface RunQuery extends Pick<Query, 'includeDeleted' | 'since' | 'until'> {
  readonly experimentIds: readonly string[]
  /** More conditions, in MLflow's filter syntax. */
  readonly filter?: string
  readonly pageSize?: number
}

/**
 * Runs of experiments by start time ascending, in keyset windows: a run that starts or is deleted meanwhile shifts no page.
 * Ends with a look behind the last row, for runs without a start time (they sort last and no filter shows them).
 */
export async function* listRuns(
  query: RunQuery,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WireRun[]> {
  using spool = new Spool()
  const seen = new SpooledMap<true>(spool)
  let from = query.since
  let token: string | undefined
  for (let pages = 1; ; pages++) {
    const page = await searchPage({ query, from, token }, context, signal)
    const fresh = page.runs.filter(({ info }) => !seen.has(info.run_id))
    for (const { info } of fresh) seen.set(info.run_id, true)
    if (fresh.length > 0) yield fresh
    if (page.runs.length < (query.pageSize ?? defaultPageSize)) {
      if (pages > 1 && query.since === undefined && query.until === undefined)
        yield* lastRows({ query, seen }, context, signal)
      return
    }
    const last = Number(page.runs.at(-1)?.info.start_time ?? 0)
    // Only where more runs than a page start in one millisecond, pages are turned by offset.
    token = last === from ? page.next : undefined
    from = last
  }
}

interface PageQuery {
  readonly query: RunQuery
  readonly from: number | undefined
  readonly token: string | undefined
}

async function searchPage({ query, from, token }: PageQuery, { client }: ServerContext, signal: AbortSignal) {
  const { experimentIds, includeDeleted, until, filter, pageSize = defaultPageSize } = query
  const conditions = [
    ...(from === undefined ? [] : [`attributes.start_time >= ${from}`]),
    ...(until === undefined ? [] : [`attributes.start_time < ${until}`]),
    ...(filter ? [filter] : []),
  ]
  const json = {
    experiment_ids: experimentIds,
    filter: conditions.join(' AND '),
    run_view_type: includeDeleted ? 'ALL' : 'ACTIVE_ONLY',
    order_by: ['attributes.start_time ASC'],
    max_results: pageSize,
    page_token: token,
  }
  const { runs = [], next_page_token } = await client.request<RunPage>({
    method: 'POST',
    path: '/api/2.0/mlflow/runs/search',
    json,
    signal,
  })
  return { runs, next: next_page_token }
}

/** MLflow's page token is an offset; a server with tokens of another make answers 400, and has no such old rows. */
async function* lastRows(
  { query, seen }: { query: RunQuery; seen: SpooledMap<true> },
  context: ServerContext,
  signal: AbortSignal,
) {
  const token = Buffer.from(JSON.stringify({ offset: seen.size })).toString('base64')
  try {
    const { runs } = await searchPage({ query, from: undefined, token }, context, signal)
    const fresh = runs.filter(({ info }) => !seen.has(info.run_id))
    if (fresh.length > 0) yield fresh
  } catch (error) {
    if (!isHttpError(error) || error.status !== 400) throw error
  }
}

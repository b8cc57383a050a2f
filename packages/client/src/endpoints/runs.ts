import type { JsonObject } from '@mlferry/exact-json'
import type { WireDatasetInput, WireMetric, WireRun, WireTag } from '../wire/wire.ts'
import { runShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions, fewFaultRetries } from './caller.ts'
import type { ViewType, WireTagOption } from './experiments.ts'
import { readPages } from './page-tokens.ts'

export interface SearchRuns extends CallOptions {
  readonly experimentIds: readonly string[]
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** ACTIVE_ONLY by default. */
  readonly viewType?: ViewType
  /** Size of a page, 1000 by default (a server takes up to 50000); the search always goes to the end. */
  readonly maxResults?: number
}

export interface SearchRunsPage extends SearchRuns {
  readonly pageToken?: string | undefined
  /** How often it may be sent again; MLFLOW_HTTP_REQUEST_MAX_RETRIES by default. */
  readonly maxRetries?: number | undefined
}

export interface RunPage {
  readonly runs?: readonly WireRun[]
  readonly next_page_token?: string
}

export interface CreateRun extends CallOptions {
  readonly experimentId: string
  /** Milliseconds since 1970. Servers store 1970 when it is missing, so it is required. */
  readonly startTime: number | bigint
  /** A server replaces an empty name by a random one. */
  readonly runName?: string
  readonly userId?: string
  readonly tags?: readonly WireTag[]
}

export interface RunId extends CallOptions {
  readonly runId: string
}

export interface UpdateRun extends RunId {
  readonly status?: string
  /** Milliseconds since 1970. Without it the end time stays as it is. */
  readonly endTime?: number | bigint
  readonly runName?: string
}

export interface LogBatch extends RunId {
  /** At most 1000 metrics, 100 params, 100 tags, 1000 in all, and 1,000,000 bytes of JSON in one call. */
  readonly metrics?: readonly WireMetric[]
  /** A param never changes its value. Too long values are cut by the server without a word. */
  readonly params?: readonly WireTag[]
  readonly tags?: readonly WireTag[]
}

export interface LogInputs extends RunId {
  readonly datasets?: readonly WireDatasetInput[]
  readonly models?: readonly JsonObject[]
}

/** Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface Runs {
  search(options: SearchRuns): AsyncGenerator<WireRun>
  searchPages(options: SearchRuns): AsyncGenerator<RunPage>
  /** One page. */
  searchPage(options: SearchRunsPage): Promise<RunPage>
  get(options: RunId): Promise<WireRun>
  create(options: CreateRun): Promise<WireRun>
  update(options: UpdateRun): Promise<void>
  delete(options: RunId): Promise<void>
  restore(options: RunId): Promise<void>
  setTag(options: RunId & WireTagOption): Promise<void>
  deleteTag(options: RunId & { readonly key: string }): Promise<void>
  logBatch(options: LogBatch): Promise<void>
  /** One point. Since 3.0 with `model_id`, its logged model takes it before the run does. */
  logMetric(options: RunId & { readonly metric: WireMetric }): Promise<void>
  logInputs(options: LogInputs): Promise<void>
  /** Since 3.0. A model that is an output of the run already: 400 with a unique constraint, and none is added. */
  logOutputs(options: RunId & { readonly models: readonly JsonObject[] }): Promise<void>
}

export function createRuns({ request }: Caller): Runs {
  const base = `${api2}/runs`
  const post = (route: string, json: object, signal: AbortSignal | undefined) =>
    request<void>({ method: 'POST', path: `${base}/${route}`, json, signal })

  const searchPage: Runs['searchPage'] = (options) => {
    const { experimentIds, filter, orderBy, viewType = 'ACTIVE_ONLY', maxResults = 1000 } = options
    const { pageToken, maxRetries, signal } = options
    const page = { max_results: maxResults, page_token: pageToken }
    const json = { experiment_ids: experimentIds, filter, order_by: orderBy, run_view_type: viewType, ...page }
    const call = {
      method: 'POST',
      path: `${base}/search`,
      json,
      answer: { runs: [runShape] },
      ...fewFaultRetries,
    } as const
    return request<RunPage>({ ...call, ...(maxRetries === undefined ? {} : { maxRetries }), signal })
  }

  async function* searchPages(options: SearchRuns): AsyncGenerator<RunPage> {
    yield* readPages((pageToken) => searchPage({ ...options, pageToken }))
  }

  return {
    searchPage,
    searchPages,
    async *search(options) {
      for await (const page of searchPages(options)) yield* page.runs ?? []
    },
    async get({ runId, signal }) {
      const query = { run_id: runId }
      return (await request<Found>({ method: 'GET', path: `${base}/get`, query, answer: found, signal })).run
    },
    async create({ experimentId, startTime, runName, userId, tags, signal }) {
      const json = { experiment_id: experimentId, start_time: startTime, run_name: runName, user_id: userId, tags }
      return (await request<Found>({ method: 'POST', path: `${base}/create`, json, answer: found, signal })).run
    },
    update: ({ runId, status, endTime, runName, signal }) =>
      post('update', { run_id: runId, status, end_time: endTime, run_name: runName }, signal),
    delete: ({ runId, signal }) => post('delete', { run_id: runId }, signal),
    restore: ({ runId, signal }) => post('restore', { run_id: runId }, signal),
    setTag: ({ runId, key, value, signal }) => post('set-tag', { run_id: runId, key, value }, signal),
    deleteTag: ({ runId, key, signal }) => post('delete-tag', { run_id: runId, key }, signal),
    logBatch: ({ runId, metrics, params, tags, signal }) =>
      post('log-batch', { run_id: runId, metrics, params, tags }, signal),
    logMetric: ({ runId, metric, signal }) => post('log-metric', { run_id: runId, ...metric }, signal),
    logInputs: ({ runId, datasets, models, signal }) => post('log-inputs', { run_id: runId, datasets, models }, signal),
    logOutputs: ({ runId, models, signal }) => post('outputs', { run_id: runId, models }, signal),
  }
}

const found = { run: runShape }

interface Found {
  readonly run: WireRun
}

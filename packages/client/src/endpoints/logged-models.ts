import type { WireLoggedModel, WireTag } from '../wire/wire.ts'
import { loggedModelShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions, fewFaultRetries } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface SearchLoggedModels extends CallOptions {
  readonly experimentIds: readonly string[]
  readonly filter?: string
  /** Size of a page, 50 by default, which is also the most that some servers give; the search always goes to the end. */
  readonly maxResults?: number
}

export interface LoggedModelPage {
  readonly models?: readonly WireLoggedModel[]
  readonly next_page_token?: string
}

export interface CreateLoggedModel extends CallOptions {
  readonly experimentId: string
  readonly name?: string
  readonly modelType?: string
  readonly sourceRunId?: string | undefined
  readonly params?: readonly WireTag[]
  readonly tags?: readonly WireTag[]
}

export interface LoggedModelId extends CallOptions {
  readonly modelId: string
}

/** Since MLflow 3.0. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface LoggedModels {
  search(options: SearchLoggedModels): AsyncGenerator<WireLoggedModel>
  searchPages(options: SearchLoggedModels): AsyncGenerator<LoggedModelPage>
  get(options: LoggedModelId): Promise<WireLoggedModel>
  /** PENDING until it is finalized. */
  create(options: CreateLoggedModel): Promise<WireLoggedModel>
  /** `status`: LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED. */
  finalize(options: LoggedModelId & { readonly status: string }): Promise<void>
  setTags(options: LoggedModelId & { readonly tags: readonly WireTag[] }): Promise<void>
  deleteTag(options: LoggedModelId & { readonly key: string }): Promise<void>
  /** The files stay. */
  delete(options: LoggedModelId): Promise<void>
  logParams(options: LoggedModelId & { readonly params: readonly WireTag[] }): Promise<void>
}

export function createLoggedModels({ request }: Caller): LoggedModels {
  const base = `${api2}/logged-models`
  const at = (modelId: string) => `${base}/${encodeURIComponent(modelId)}`

  async function* searchPages({ experimentIds, filter, maxResults = 50, signal }: SearchLoggedModels) {
    const search = { experiment_ids: experimentIds, filter, max_results: maxResults }
    yield* readPages((page_token) =>
      request<LoggedModelPage>({
        method: 'POST',
        path: `${base}/search`,
        json: { ...search, page_token },
        answer: { models: [loggedModelShape] },
        ...fewFaultRetries,
        signal,
      }),
    )
  }

  return {
    searchPages,
    async *search(options) {
      for await (const page of searchPages(options)) yield* page.models ?? []
    },
    async get({ modelId, signal }) {
      return (await request<Found>({ method: 'GET', path: at(modelId), answer: found, signal })).model
    },
    async create({ experimentId, name, modelType, sourceRunId, params, tags, signal }) {
      const source = { model_type: modelType, source_run_id: sourceRunId }
      const json = { experiment_id: experimentId, name, ...source, params, tags }
      return (await request<Found>({ method: 'POST', path: base, json, answer: found, signal })).model
    },
    finalize: ({ modelId, status, signal }) =>
      request<void>({ method: 'PATCH', path: at(modelId), json: { model_id: modelId, status }, signal }),
    setTags: ({ modelId, tags, signal }) =>
      request<void>({ method: 'PATCH', path: `${at(modelId)}/tags`, json: { model_id: modelId, tags }, signal }),
    deleteTag: ({ modelId, key, signal }) =>
      request<void>({ method: 'DELETE', path: `${at(modelId)}/tags/${encodeURIComponent(key)}`, signal }),
    delete: ({ modelId, signal }) => request<void>({ method: 'DELETE', path: at(modelId), signal }),
    logParams: ({ modelId, params, signal }) =>
      request<void>({ method: 'POST', path: `${at(modelId)}/params`, json: { model_id: modelId, params }, signal }),
  }
}

const found = { model: loggedModelShape }

interface Found {
  readonly model: WireLoggedModel
}

import type { WireRegisteredModel, WireTag } from '../wire/wire.ts'
import { registeredModelShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import type { WireTagOption } from './experiments.ts'
import { readPages } from './page-tokens.ts'

export interface SearchRegisteredModels extends CallOptions {
  /** Prompts are hidden unless a filter on the tag `mlflow.prompt.is_prompt` asks for them. */
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** Size of a page, 100 by default (a server takes up to 1000); the search always goes to the end. */
  readonly maxResults?: number
}

export interface RegisteredModelPage {
  readonly registered_models?: readonly WireRegisteredModel[]
  readonly next_page_token?: string
}

export interface ModelName extends CallOptions {
  readonly name: string
}

export interface CreateRegisteredModel extends ModelName {
  readonly description?: string | undefined
  readonly tags?: readonly WireTag[]
}

/** Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface RegisteredModels {
  search(options?: SearchRegisteredModels): AsyncGenerator<WireRegisteredModel>
  searchPages(options?: SearchRegisteredModels): AsyncGenerator<RegisteredModelPage>
  get(options: ModelName): Promise<WireRegisteredModel>
  create(options: CreateRegisteredModel): Promise<WireRegisteredModel>
  update(options: ModelName & { readonly description: string }): Promise<void>
  delete(options: ModelName): Promise<void>
  setTag(options: ModelName & WireTagOption): Promise<void>
  deleteTag(options: ModelName & { readonly key: string }): Promise<void>
  /** Moves the alias when another version has it. */
  setAlias(options: ModelName & { readonly alias: string; readonly version: string }): Promise<void>
  deleteAlias(options: ModelName & { readonly alias: string }): Promise<void>
}

export function createRegisteredModels({ request }: Caller): RegisteredModels {
  const base = `${api2}/registered-models`

  async function* searchPages(options: SearchRegisteredModels = {}): AsyncGenerator<RegisteredModelPage> {
    const { filter, orderBy, maxResults = 100, signal } = options
    yield* readPages((page_token) => {
      const query = { filter, order_by: orderBy, max_results: maxResults, page_token }
      const answer = { registered_models: [registeredModelShape] } as const
      return request<RegisteredModelPage>({ method: 'GET', path: `${base}/search`, query, answer, signal })
    })
  }

  return {
    searchPages,
    async *search(options) {
      for await (const page of searchPages(options)) yield* page.registered_models ?? []
    },
    async get({ name, signal }) {
      return (await request<Found>({ method: 'GET', path: `${base}/get`, query: { name }, answer: found, signal }))
        .registered_model
    },
    async create({ name, description, tags, signal }) {
      const json = { name, description, tags }
      return (await request<Found>({ method: 'POST', path: `${base}/create`, json, answer: found, signal }))
        .registered_model
    },
    update: ({ name, description, signal }) =>
      request<void>({ method: 'PATCH', path: `${base}/update`, json: { name, description }, signal }),
    delete: ({ name, signal }) => request<void>({ method: 'DELETE', path: `${base}/delete`, json: { name }, signal }),
    setTag: ({ name, key, value, signal }) =>
      request<void>({ method: 'POST', path: `${base}/set-tag`, json: { name, key, value }, signal }),
    deleteTag: ({ name, key, signal }) =>
      request<void>({ method: 'DELETE', path: `${base}/delete-tag`, json: { name, key }, signal }),
    setAlias: ({ name, alias, version, signal }) =>
      request<void>({ method: 'POST', path: `${base}/alias`, json: { name, alias, version }, signal }),
    deleteAlias: ({ name, alias, signal }) =>
      request<void>({ method: 'DELETE', path: `${base}/alias`, json: { name, alias }, signal }),
  }
}

const found = { registered_model: registeredModelShape }

interface Found {
  readonly registered_model: WireRegisteredModel
}

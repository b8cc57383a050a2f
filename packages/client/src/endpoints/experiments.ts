import { isObjectMissing } from '../errors/http-error.ts'
import type { WireExperiment, WireTag } from '../wire/wire.ts'
import { experimentShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import { readPages } from './page-tokens.ts'

export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'

export interface SearchExperiments extends CallOptions {
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** ACTIVE_ONLY by default. */
  readonly viewType?: ViewType
  /** Size of a page, 1000 by default; the search always goes to the end. */
  readonly maxResults?: number
}

export interface ExperimentPage {
  readonly experiments?: readonly WireExperiment[]
  readonly next_page_token?: string
}

export interface CreateExperiment extends CallOptions {
  readonly name: string
  readonly artifactLocation?: string | undefined
  readonly tags?: readonly WireTag[]
}

export interface ExperimentId extends CallOptions {
  readonly experimentId: string
}

/** Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface Experiments {
  search(options?: SearchExperiments): AsyncGenerator<WireExperiment>
  searchPages(options?: SearchExperiments): AsyncGenerator<ExperimentPage>
  get(options: ExperimentId): Promise<WireExperiment>
  /** Deleted ones too. undefined: there is none of this name. */
  getByName(options: CallOptions & { readonly name: string }): Promise<WireExperiment | undefined>
  /** Resolves to its id. The name of a deleted experiment is taken: HttpError with mlflowCode RESOURCE_ALREADY_EXISTS. */
  create(options: CreateExperiment): Promise<string>
  /** Renames. */
  update(options: ExperimentId & { readonly newName: string }): Promise<void>
  delete(options: ExperimentId): Promise<void>
  restore(options: ExperimentId): Promise<void>
  setTag(options: ExperimentId & WireTagOption): Promise<void>
  /** Since MLflow 2.17. One that is not there is no error. */
  deleteTag(options: ExperimentId & Pick<WireTagOption, 'key'>): Promise<void>
}

export interface WireTagOption {
  readonly key: string
  readonly value: string
}

export function createExperiments({ request }: Caller): Experiments {
  const base = `${api2}/experiments`
  const post = (route: string, json: object, signal: AbortSignal | undefined) =>
    request<void>({ method: 'POST', path: `${base}/${route}`, json, signal })

  async function* searchPages(options: SearchExperiments = {}): AsyncGenerator<ExperimentPage> {
    const { filter, orderBy, viewType = 'ACTIVE_ONLY', maxResults = 1000, signal } = options
    const search = { filter, order_by: orderBy, view_type: viewType, max_results: maxResults }
    yield* readPages((page_token) =>
      request<ExperimentPage>({
        method: 'POST',
        path: `${base}/search`,
        json: { ...search, page_token },
        answer: { experiments: [experimentShape] },
        signal,
      }),
    )
  }

  return {
    searchPages,
    async *search(options) {
      for await (const page of searchPages(options)) yield* page.experiments ?? []
    },
    async get({ experimentId, signal }) {
      const query = { experiment_id: experimentId }
      return (await request<Found>({ method: 'GET', path: `${base}/get`, query, answer: found, signal })).experiment
    },
    async getByName({ name, signal }) {
      try {
        const query = { experiment_name: name }
        return (await request<Found>({ method: 'GET', path: `${base}/get-by-name`, query, answer: found, signal }))
          .experiment
      } catch (error) {
        if (isObjectMissing(error)) return undefined
        throw error
      }
    },
    async create({ name, artifactLocation, tags, signal }) {
      const json = { name, artifact_location: artifactLocation, tags }
      return (
        await request<Created>({
          method: 'POST',
          path: `${base}/create`,
          json,
          answer: { experiment_id: 'id' },
          signal,
        })
      ).experiment_id
    },
    update: ({ experimentId, newName, signal }) =>
      post('update', { experiment_id: experimentId, new_name: newName }, signal),
    delete: ({ experimentId, signal }) => post('delete', { experiment_id: experimentId }, signal),
    restore: ({ experimentId, signal }) => post('restore', { experiment_id: experimentId }, signal),
    setTag: ({ experimentId, key, value, signal }) =>
      post('set-experiment-tag', { experiment_id: experimentId, key, value }, signal),
    deleteTag: ({ experimentId, key, signal }) =>
      post('delete-experiment-tag', { experiment_id: experimentId, key }, signal),
  }
}

const found = { experiment: experimentShape }

interface Found {
  readonly experiment: WireExperiment
}

interface Created {
  readonly experiment_id: string
}

import type { WireModelVersion, WireTag } from '../wire/wire.ts'
import { modelVersionShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import type { WireTagOption } from './experiments.ts'
import { readPages } from './page-tokens.ts'

export interface SearchModelVersions extends CallOptions {
  /** Such as `name='churn'`. */
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** Size of a page, 1000 by default (a server takes up to 200000); the search always goes to the end. */
  readonly maxResults?: number
}

export interface ModelVersionPage {
  readonly model_versions?: readonly WireModelVersion[]
  readonly next_page_token?: string
}

export interface ModelVersionId extends CallOptions {
  readonly name: string
  readonly version: string
}

export interface CreateModelVersion extends CallOptions {
  readonly name: string
  readonly source: string
  readonly runId?: string | undefined
  readonly runLink?: string | undefined
  readonly description?: string | undefined
  /** Since 3.0. */
  readonly modelId?: string | undefined
  readonly tags?: readonly WireTag[]
}

/** Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface ModelVersions {
  search(options?: SearchModelVersions): AsyncGenerator<WireModelVersion>
  searchPages(options?: SearchModelVersions): AsyncGenerator<ModelVersionPage>
  get(options: ModelVersionId): Promise<WireModelVersion>
  /** The address of the folder with the version's files. */
  downloadUri(options: ModelVersionId): Promise<string>
  /** The server gives the next number; numbers of deleted versions do not come back. */
  create(options: CreateModelVersion): Promise<WireModelVersion>
  update(options: ModelVersionId & { readonly description: string }): Promise<void>
  delete(options: ModelVersionId): Promise<void>
  setTag(options: ModelVersionId & WireTagOption): Promise<void>
  deleteTag(options: ModelVersionId & { readonly key: string }): Promise<void>
  /** Other versions in that stage stay there. */
  transitionStage(options: ModelVersionId & { readonly stage: string }): Promise<void>
}

export function createModelVersions({ request }: Caller): ModelVersions {
  const base = `${api2}/model-versions`

  async function* searchPages(options: SearchModelVersions = {}): AsyncGenerator<ModelVersionPage> {
    const { filter, orderBy, maxResults = 1000, signal } = options
    yield* readPages((page_token) => {
      const query = { filter, order_by: orderBy, max_results: maxResults, page_token }
      const answer = { model_versions: [modelVersionShape] } as const
      return request<ModelVersionPage>({ method: 'GET', path: `${base}/search`, query, answer, signal })
    })
  }

  return {
    searchPages,
    async *search(options) {
      for await (const page of searchPages(options)) yield* page.model_versions ?? []
    },
    async get({ name, version, signal }) {
      const query = { name, version }
      return (await request<Found>({ method: 'GET', path: `${base}/get`, query, answer: found, signal })).model_version
    },
    async downloadUri({ name, version, signal }) {
      const query = { name, version }
      const call = { method: 'GET', path: `${base}/get-download-uri`, query, answer: download, signal } as const
      return (await request<Download>(call)).artifact_uri
    },
    async create({ name, source, runId, runLink, description, modelId, tags, signal }) {
      const json = { name, source, run_id: runId, run_link: runLink, description, model_id: modelId, tags }
      return (await request<Found>({ method: 'POST', path: `${base}/create`, json, answer: found, signal }))
        .model_version
    },
    update: ({ name, version, description, signal }) =>
      request<void>({ method: 'PATCH', path: `${base}/update`, json: { name, version, description }, signal }),
    delete: ({ name, version, signal }) =>
      request<void>({ method: 'DELETE', path: `${base}/delete`, json: { name, version }, signal }),
    setTag: ({ name, version, key, value, signal }) =>
      request<void>({ method: 'POST', path: `${base}/set-tag`, json: { name, version, key, value }, signal }),
    deleteTag: ({ name, version, key, signal }) =>
      request<void>({ method: 'DELETE', path: `${base}/delete-tag`, json: { name, version, key }, signal }),
    transitionStage({ name, version, stage, signal }) {
      const json = { name, version, stage, archive_existing_versions: false }
      return request<void>({ method: 'POST', path: `${base}/transition-stage`, json, signal })
    },
  }
}

const found = { model_version: modelVersionShape }
const download = { 'artifact_uri?': 'text' } as const

interface Found {
  readonly model_version: WireModelVersion
}

interface Download {
  readonly artifact_uri: string
}

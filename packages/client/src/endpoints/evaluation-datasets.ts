import type { JsonObject } from '@mlferry/exact-json'
import type { WireInteger } from '../wire/wire.ts'
import { evaluationDatasetShape } from '../wire/wire-shapes.ts'
import type { Caller, CallOptions } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface WireEvaluationDataset extends JsonObject {
  readonly dataset_id: string
  readonly name: string
  /** A JSON object as text. */
  readonly tags?: string
  readonly schema?: string
  readonly profile?: string
  readonly digest?: string
  readonly created_time?: WireInteger
  readonly last_update_time?: WireInteger
  readonly created_by?: string
  readonly last_updated_by?: string
}

export interface EvaluationDatasetPage {
  readonly datasets?: readonly WireEvaluationDataset[]
  readonly next_page_token?: string
}

export interface SearchEvaluationDatasets extends CallOptions {
  /** Such as `name = 'questions'`. */
  readonly filter?: string
  readonly maxResults?: number
}

export interface EvaluationDatasetId extends CallOptions {
  readonly datasetId: string
}

export interface DatasetRecordsPage {
  /** A JSON array as text. */
  readonly records?: string
  readonly next_page_token?: string
}

export interface CreateEvaluationDataset extends CallOptions {
  readonly name: string
  readonly experimentIds: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

/** Since MLflow 3.4. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface EvaluationDatasets {
  /** The oldest first: newcomers shift no page that was read. */
  searchPages(options?: SearchEvaluationDatasets): AsyncGenerator<EvaluationDatasetPage>
  get(options: EvaluationDatasetId): Promise<WireEvaluationDataset>
  /** Makes another one each time, whatever name there is already. */
  create(options: CreateEvaluationDataset): Promise<WireEvaluationDataset>
  delete(options: EvaluationDatasetId): Promise<void>
  setTags(options: EvaluationDatasetId & { readonly tags: Readonly<Record<string, string>> }): Promise<void>
  deleteTag(options: EvaluationDatasetId & { readonly key: string }): Promise<void>
  experimentIds(options: EvaluationDatasetId): Promise<readonly string[]>
  /** Since 3.10. Those that it has already are passed over. */
  addExperiments(options: EvaluationDatasetId & { readonly experimentIds: readonly string[] }): Promise<void>
  /** One page of records; its size may differ from that of the page before. */
  records(
    options: EvaluationDatasetId & { readonly maxResults: number; readonly pageToken?: string | undefined },
  ): Promise<DatasetRecordsPage>
  /** `records` is a JSON array as text. A record with the same inputs as one that is there takes its place. */
  upsertRecords(options: EvaluationDatasetId & { readonly records: string }): Promise<void>
}

const base = '/api/3.0/mlflow/datasets'

export function createEvaluationDatasets({ request }: Caller): EvaluationDatasets {
  const at = (datasetId: string) => `${base}/${encodeURIComponent(datasetId)}`
  return {
    async *searchPages({ filter, maxResults = 100, signal } = {}) {
      const search = { filter_string: filter, order_by: ['created_time ASC'], max_results: maxResults }
      yield* readPages((page_token) =>
        request<EvaluationDatasetPage>({
          method: 'POST',
          path: `${base}/search`,
          json: { ...search, page_token },
          answer: { datasets: [evaluationDatasetShape] },
          signal,
        }),
      )
    },
    async get({ datasetId, signal }) {
      return (await request<Found>({ method: 'GET', path: at(datasetId), answer: found, signal })).dataset
    },
    async create({ name, experimentIds, tags, signal }) {
      const json = { name, experiment_ids: experimentIds, tags: JSON.stringify(tags) }
      return (await request<Found>({ method: 'POST', path: `${base}/create`, json, answer: found, signal })).dataset
    },
    delete: ({ datasetId, signal }) => request<void>({ method: 'DELETE', path: at(datasetId), signal }),
    setTags: ({ datasetId, tags, signal }) =>
      request<void>({ method: 'PATCH', path: `${at(datasetId)}/tags`, json: { tags: JSON.stringify(tags) }, signal }),
    deleteTag: ({ datasetId, key, signal }) =>
      request<void>({ method: 'DELETE', path: `${at(datasetId)}/tags/${encodeURIComponent(key)}`, signal }),
    async experimentIds({ datasetId, signal }) {
      const path = `${at(datasetId)}/experiment-ids`
      return (
        (await request<ExperimentIds>({ method: 'GET', path, answer: { experiment_ids: ['id'] }, signal }))
          .experiment_ids ?? []
      )
    },
    addExperiments: ({ datasetId, experimentIds, signal }) =>
      request<void>({
        method: 'POST',
        path: `${at(datasetId)}/add-experiments`,
        json: { experiment_ids: experimentIds },
        signal,
      }),
    records: ({ datasetId, maxResults, pageToken, signal }) =>
      request<DatasetRecordsPage>({
        method: 'GET',
        path: `${at(datasetId)}/records`,
        query: { max_results: maxResults, page_token: pageToken },
        answer: { 'records?': 'text', 'next_page_token?': 'text' },
        signal,
      }),
    upsertRecords: ({ datasetId, records, signal }) =>
      request<void>({ method: 'POST', path: `${at(datasetId)}/records`, json: { records }, signal }),
  }
}

const found = { dataset: evaluationDatasetShape } as const

interface Found {
  readonly dataset: WireEvaluationDataset
}

interface ExperimentIds {
  readonly experiment_ids?: readonly string[]
}

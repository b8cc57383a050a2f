import type { JsonObject } from '@mlferry/exact-json'
import type { WireInteger } from '../wire/wire.ts'
import { issueShape } from '../wire/wire-shapes.ts'
import { type Caller, type CallOptions, fewFaultRetries } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface WireIssue extends JsonObject {
  readonly issue_id: string
  readonly experiment_id: string
  readonly name: string
  readonly description: string
  readonly status: string
  readonly severity?: string
  readonly root_causes?: readonly string[]
  readonly categories?: readonly string[]
  readonly source_run_id?: string
  readonly created_by?: string
  readonly created_timestamp?: WireInteger
  readonly last_updated_timestamp?: WireInteger
}

export interface IssuePage {
  readonly issues?: readonly WireIssue[]
  readonly next_page_token?: string
}

export interface CreateIssue extends CallOptions {
  readonly experimentId: string
  readonly name: string
  readonly description: string
  readonly status: string
  readonly severity?: string | undefined
  readonly rootCauses: readonly string[]
  readonly categories: readonly string[]
  /** Must be there. */
  readonly sourceRunId?: string | undefined
  readonly createdBy?: string | undefined
}

export interface UpdateIssue extends CallOptions {
  readonly issueId: string
  readonly name: string
  readonly description: string
  readonly status: string
  readonly severity?: string | undefined
}

/** Since MLflow 3.17. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface Issues {
  /**
   * The worst first, then the newest: pages shift when one is made. Without an experiment those of all; MLflow's basic-auth app refuses
   * that to whom is no administrator.
   */
  searchPages(options: CallOptions & { readonly experimentId?: string | undefined }): AsyncGenerator<IssuePage>
  get(options: CallOptions & { readonly issueId: string }): Promise<WireIssue>
  /** Makes another one each time, of whatever name. */
  create(options: CreateIssue): Promise<WireIssue>
  update(options: UpdateIssue): Promise<void>
}

const base = '/api/3.0/mlflow/issues'
const found = { issue: issueShape } as const

export function createIssues({ request }: Caller): Issues {
  return {
    searchPages: ({ experimentId, signal }) =>
      readPages((page_token) => {
        const json = { experiment_id: experimentId, max_results: 1000, page_token }
        const answer = { issues: [issueShape] } as const
        return request<IssuePage>({ method: 'POST', path: `${base}/search`, json, answer, ...fewFaultRetries, signal })
      }),
    async get({ issueId, signal }) {
      return (await request<Found>({ method: 'GET', path: at(issueId), answer: found, signal })).issue
    },
    async create({ experimentId, rootCauses, sourceRunId, createdBy, signal, ...same }) {
      const renamed = { experiment_id: experimentId, root_causes: rootCauses }
      const json = { ...same, ...renamed, source_run_id: sourceRunId, created_by: createdBy }
      return (await request<Found>({ method: 'POST', path: base, json, answer: found, signal })).issue
    },
    async update({ issueId, signal, ...json }) {
      await request({ method: 'PATCH', path: at(issueId), json, repeatable: true, signal })
    },
  }
}

function at(issueId: string): string {
  return `${base}/${encodeURIComponent(issueId)}`
}

interface Found {
  readonly issue: WireIssue
}

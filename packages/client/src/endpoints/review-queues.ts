import type { JsonObject } from '@mlferry/exact-json'
import type { Call } from '../http/call.ts'
import type { WireInteger } from '../wire/wire.ts'
import { reviewItemShape, reviewQueueShape } from '../wire/wire-shapes.ts'
import { type Caller, type CallOptions, fewFaultRetries } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface WireReviewQueue extends JsonObject {
  readonly queue_id: string
  readonly experiment_id: string
  readonly name: string
  /** CUSTOM or USER. */
  readonly queue_type: string
  readonly created_by?: string
  readonly users?: readonly string[]
  readonly schema_ids?: readonly string[]
  readonly creation_time_ms?: WireInteger
  readonly last_update_time_ms?: WireInteger
}

export interface WireReviewItem extends JsonObject {
  readonly queue_id: string
  /** TRACE. */
  readonly item_type: string
  readonly item_id: string
  /** PENDING, COMPLETE or DECLINED. */
  readonly status: string
  readonly completed_by?: string
  readonly completed_time_ms?: WireInteger
}

export interface ReviewQueuePage {
  readonly review_queues?: readonly WireReviewQueue[]
  readonly next_page_token?: string
}

export interface ReviewItemPage {
  readonly items?: readonly WireReviewItem[]
  readonly next_page_token?: string
}

export interface CreateReviewQueue extends CallOptions {
  readonly experimentId: string
  readonly name: string
  readonly users: readonly string[]
  readonly schemaIds: readonly string[]
}

export interface QueueId extends CallOptions {
  readonly queueId: string
}

export interface UpdateReviewQueue extends QueueId {
  readonly users?: readonly string[]
  /** Refused once there are items. */
  readonly schemaIds?: readonly string[]
  readonly owner?: string
}

export interface SetItemStatus extends QueueId {
  readonly itemType: string
  readonly itemId: string
  readonly status: string
  readonly completedBy?: string | undefined
}

/** Since MLflow 3.17. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface ReviewQueues {
  listPages(options: CallOptions & { readonly experimentId: string }): AsyncGenerator<ReviewQueuePage>
  itemPages(options: QueueId): AsyncGenerator<ReviewItemPage>
  /** A CUSTOM one. A name that is there already, in whatever case: HttpError with mlflowCode RESOURCE_ALREADY_EXISTS. */
  create(options: CreateReviewQueue): Promise<WireReviewQueue>
  /** The USER queue of this user. */
  getOrCreateUser(
    options: CallOptions & { readonly experimentId: string; readonly user: string },
  ): Promise<WireReviewQueue>
  /** Of a CUSTOM queue. */
  update(options: UpdateReviewQueue): Promise<void>
  /** One that is there stays as it is. Refused as a whole when one trace is not in the experiment. */
  addItems(options: QueueId & { readonly itemType: string; readonly itemIds: readonly string[] }): Promise<void>
  /** Where the server knows who calls, `completedBy` is the caller. */
  setItemStatus(options: SetItemStatus): Promise<WireReviewItem>
}

const base = '/api/3.0/mlflow/review-queues'
const found = { review_queue: reviewQueueShape } as const

export function createReviewQueues({ request }: Caller): ReviewQueues {
  const post = <T>(route: string, json: object, options: Pick<Call, 'signal' | 'repeatable' | 'answer'>) =>
    request<T>({ method: 'POST', path: `${base}/${route}`, json, ...options })
  return {
    listPages: ({ experimentId, signal }) =>
      readPages((page_token) => {
        const query = { experiment_id: experimentId, max_results: 1000, page_token }
        const answer = { review_queues: [reviewQueueShape] } as const
        return request<ReviewQueuePage>({
          method: 'GET',
          path: `${base}/list`,
          query,
          answer,
          ...fewFaultRetries,
          signal,
        })
      }),
    itemPages: ({ queueId, signal }) =>
      readPages((page_token) => {
        const query = { queue_id: queueId, max_results: 1000, page_token }
        const answer = { items: [reviewItemShape] } as const
        return request<ReviewItemPage>({ method: 'GET', path: `${base}/items/list`, query, answer, signal })
      }),
    async create({ experimentId, name, users, schemaIds, signal }) {
      const json = { experiment_id: experimentId, name, queue_type: 'CUSTOM', users, schema_ids: schemaIds }
      return (await post<Found>('create', json, { answer: found, signal, repeatable: false })).review_queue
    },
    async getOrCreateUser({ experimentId, user, signal }) {
      const json = { experiment_id: experimentId, user }
      return (await post<Found>('get-or-create-user', json, { answer: found, signal, repeatable: true })).review_queue
    },
    async update({ queueId, users, schemaIds, owner, signal }) {
      const json = {
        queue_id: queueId,
        ...(users ? { users, update_users: true } : {}),
        ...(schemaIds ? { schema_ids: schemaIds, update_schema_ids: true } : {}),
        ...(owner === undefined ? {} : { new_owner: owner }),
      }
      await post('update', json, { signal, repeatable: true })
    },
    async addItems({ queueId, itemType, itemIds, signal }) {
      const json = { queue_id: queueId, item_type: itemType, item_ids: itemIds }
      await post('items/add', json, { signal, repeatable: true })
    },
    async setItemStatus({ queueId, itemType, itemId, status, completedBy, signal }) {
      const item = { item_type: itemType, item_id: itemId, status, completed_by: completedBy }
      const json = { queue_id: queueId, ...item }
      return (
        await post<FoundItem>('items/set-status', json, { answer: { item: reviewItemShape }, signal, repeatable: true })
      ).item
    },
  }
}

interface Found {
  readonly review_queue: WireReviewQueue
}

interface FoundItem {
  readonly item: WireReviewItem
}

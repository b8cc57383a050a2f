import type { JsonObject } from '@mlferry/exact-json'
import type { WireInteger } from '../wire/wire.ts'
import { webhookShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import { readPages } from './page-tokens.ts'

export interface WireWebhookEvent extends JsonObject {
  /** Such as MODEL_VERSION. */
  readonly entity: string
  /** Such as CREATED. */
  readonly action: string
}

/** Without its secret: no call tells it. */
export interface WireWebhook extends JsonObject {
  readonly webhook_id: string
  readonly name: string
  readonly url: string
  readonly events?: readonly WireWebhookEvent[]
  readonly description?: string
  /** ACTIVE or DISABLED. */
  readonly status?: string
  readonly creation_timestamp?: WireInteger
  readonly last_updated_timestamp?: WireInteger
}

export interface WebhookPage {
  readonly webhooks?: readonly WireWebhook[]
  readonly next_page_token?: string
}

export interface CreateWebhook extends CallOptions {
  readonly name: string
  readonly url: string
  readonly events: readonly WireWebhookEvent[]
  readonly description?: string | undefined
  readonly status: string
}

/** Since MLflow 3.4. Rejects with HttpError, ConnectionError; `create` also with OutcomeUnknownError. */
export interface Webhooks {
  listPages(options?: CallOptions): AsyncGenerator<WebhookPage>
  /** Makes another one each time. The host of its address must resolve to a public address. */
  create(options: CreateWebhook): Promise<WireWebhook>
}

const base = `${api2}/webhooks`
const found = { webhook: webhookShape } as const

export function createWebhooks({ request }: Caller): Webhooks {
  return {
    listPages: ({ signal } = {}) =>
      readPages((page_token) => {
        const query = { max_results: 1000, page_token }
        const answer = { webhooks: [webhookShape] } as const
        return request<WebhookPage>({ method: 'GET', path: base, query, answer, signal })
      }),
    async create({ signal, ...json }) {
      return (await request<Found>({ method: 'POST', path: base, json, answer: found, signal })).webhook
    },
  }
}

interface Found {
  readonly webhook: WireWebhook
}

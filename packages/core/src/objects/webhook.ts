import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'

/** What a server tells an address about. Its secret cannot be read. Times are milliseconds since 1970, null when the store has none. */
export interface WebhookFields {
  readonly name: string
  readonly description: string
  readonly url: string
  /** `entity.action`, such as `prompt_version.created`, in alphabetical order. */
  readonly events: readonly string[]
  /** ACTIVE or DISABLED. */
  readonly status: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export type WebhookHeader = Header<WebhookFields>

/** Version 1 covers name, description, address and events: a copy is disabled until someone gives it its secret. */
export function webhookFingerprint({ name, description, url, events }: WebhookFields): string {
  return fingerprint('webhook', 1, { name, description, url, events })
}

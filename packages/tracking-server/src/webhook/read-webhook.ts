import type { WireWebhook } from '@mlferry/client'
import { type Query, type WebhookFields, type WebhookHeader, webhookFingerprint } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { wireTime } from '../server/wire-time.ts'

export async function* listWebhooks(
  { ids }: Query,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WebhookHeader[]> {
  const seen = new Set<string>()
  for await (const { webhooks = [] } of client.webhooks.listPages({ signal })) {
    const fresh = webhooks.filter(({ webhook_id: id }) => !seen.has(id) && (!ids || ids.includes(id)))
    for (const { webhook_id } of fresh) seen.add(webhook_id)
    yield fresh.map(webhookHeader)
  }
}

export function webhookHeader(wire: WireWebhook): WebhookHeader {
  const events = (wire.events ?? []).map(({ entity, action }) => `${entity}.${action}`.toLowerCase())
  const fields: WebhookFields = {
    name: wire.name,
    description: wire.description ?? '',
    url: wire.url,
    events: events.sort(),
    status: wire.status ?? 'ACTIVE',
    creationTime: wireTime(wire.creation_timestamp),
    lastUpdateTime: wireTime(wire.last_updated_timestamp),
    extra: {},
  }
  return { ref: { kind: 'webhook', id: wire.webhook_id }, fields, links: [], fingerprint: webhookFingerprint(fields) }
}

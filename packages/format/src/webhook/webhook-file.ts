import { type WebhookFields, webhookFingerprint } from '@mlferry/core'
import { numberOrNull, text, texts } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** webhook.json */
export const webhookFile: PlainKind<WebhookFields> = {
  name: 'webhook',
  schema: 'webhook',
  write({ ref, fields }) {
    const webhook = fields
    return {
      webhook_id: ref.id,
      name: webhook.name,
      description: webhook.description,
      url: webhook.url,
      events: webhook.events,
      status: webhook.status,
      creation_timestamp: webhook.creationTime,
      last_updated_timestamp: webhook.lastUpdateTime,
    }
  },
  read(mlflow, { extra }) {
    const fields: WebhookFields = {
      name: text(mlflow.name),
      description: text(mlflow.description),
      url: text(mlflow.url),
      events: texts(mlflow.events),
      status: text(mlflow.status),
      creationTime: numberOrNull(mlflow.creation_timestamp),
      lastUpdateTime: numberOrNull(mlflow.last_updated_timestamp),
      extra,
    }
    return { fields, fingerprint: webhookFingerprint(fields) }
  },
}

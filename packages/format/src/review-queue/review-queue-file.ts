import { type ReviewQueueFields, reviewQueueFingerprint } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { numberOrNull, text, texts } from '../json/json-members.ts'
import type { PlainKind } from '../plain/plain-kind.ts'

/** review_queue.json: the queue with its items. */
export const reviewQueueFile: PlainKind<ReviewQueueFields> = {
  name: 'reviewQueue',
  schema: 'review-queue',
  write({ ref, scope, fields, links }) {
    const queue = fields
    return {
      experiment_id: scope?.id ?? null,
      queue_id: ref.id,
      name: queue.name,
      queue_type: queue.type,
      users: queue.users,
      created_by: queue.createdBy,
      schema_ids: links.filter(({ field }) => field === 'schemas').map(({ to }) => to.id),
      asks_default_schema: queue.asksDefault,
      creation_time_ms: queue.creationTime,
      last_update_time_ms: queue.lastUpdateTime,
      items: queue.items.map(({ type, id, status, completedBy }) => ({
        item_type: type,
        item_id: id,
        status,
        completed_by: completedBy,
        completed_time_ms: queue.completionTimes.get(id) ?? null,
      })),
    }
  },
  read(mlflow, { links, extra }) {
    const items = (mlflow.items ?? []) as readonly JsonObject[]
    const fields: ReviewQueueFields = {
      name: text(mlflow.name),
      type: text(mlflow.queue_type),
      users: texts(mlflow.users),
      createdBy: text(mlflow.created_by),
      asksDefault: mlflow.asks_default_schema === true,
      items: items.map((item) => ({
        type: text(item.item_type),
        id: text(item.item_id),
        status: text(item.status),
        completedBy: text(item.completed_by),
      })),
      completionTimes: new Map(
        items.flatMap(({ item_id, completed_time_ms: time }) =>
          typeof time === 'number' ? [[text(item_id), time]] : [],
        ),
      ),
      creationTime: numberOrNull(mlflow.creation_time_ms),
      lastUpdateTime: numberOrNull(mlflow.last_update_time_ms),
      extra,
    }
    return { fields, fingerprint: reviewQueueFingerprint(fields, links) }
  },
}

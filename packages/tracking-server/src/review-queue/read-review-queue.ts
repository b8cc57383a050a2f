import type { WireReviewItem, WireReviewQueue } from '@mlferry/client'
import {
  type Link,
  type ObjectMark,
  originOfMark,
  type Query,
  type ReviewItem,
  type ReviewQueueFields,
  type ReviewQueueHeader,
  reviewQueueFingerprint,
} from '@mlferry/core'
import { wireSchemasOf } from '../label-schema/read-label-schema.ts'
import { ofExperiment } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { wireTime } from '../server/wire-time.ts'

export function listReviewQueues(query: Query, context: ServerContext, signal: AbortSignal) {
  return ofExperiment(query, context, (experimentId) => headersOf(experimentId, context, signal))
}

async function* headersOf(
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<ReviewQueueHeader[]> {
  for await (const page of wireQueuesOf(experimentId, context, signal)) {
    if (page.length === 0) continue
    const marks = await context.memory.marks.of(experimentId, signal)
    const defaultSchema = await findDefaultSchema(experimentId, context, signal)
    for (const queue of page) {
      const items = await readItems(queue.queue_id, context, signal)
      yield [reviewQueueHeader(queue, { items, defaultSchema, mark: marks.get(queue.queue_id) })]
    }
  }
}

/** New ones come first, so a page may repeat some: these are dropped. */
export async function* wireQueuesOf(
  experimentId: string,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WireReviewQueue[]> {
  const seen = new Set<string>()
  for await (const { review_queues = [] } of client.reviewQueues.listPages({ experimentId, signal })) {
    yield review_queues.filter(({ queue_id }) => !seen.has(queue_id))
    for (const { queue_id } of review_queues) seen.add(queue_id)
  }
}

/** Id of the label schema that MLflow makes in every experiment. */
export async function findDefaultSchema(
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  for await (const page of wireSchemasOf(experimentId, context, signal)) {
    const found = page.find(({ is_default }) => is_default === true)
    if (found) return found.schema_id
  }
  return undefined
}

export async function readItems(
  queueId: string,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<readonly WireReviewItem[]> {
  const items = new Map<string, WireReviewItem>()
  for await (const page of client.reviewQueues.itemPages({ queueId, signal })) {
    for (const item of page.items ?? []) items.set(item.item_id, item)
  }
  return [...items.values()]
}

interface Surroundings {
  readonly items: readonly WireReviewItem[]
  readonly defaultSchema: string | undefined
  readonly mark: ObjectMark | undefined
}

export function reviewQueueHeader(
  wire: WireReviewQueue,
  { items, defaultSchema, mark }: Surroundings,
): ReviewQueueHeader {
  const schemas = wire.schema_ids ?? []
  const fields: ReviewQueueFields = {
    name: wire.name,
    type: wire.queue_type,
    users: wire.users ?? [],
    createdBy: wire.created_by ?? '',
    asksDefault: defaultSchema !== undefined && schemas.includes(defaultSchema),
    items: items.map(reviewItem),
    completionTimes: new Map(
      items.flatMap(({ item_id, completed_time_ms: time }) => (time === undefined ? [] : [[item_id, Number(time)]])),
    ),
    creationTime: wireTime(wire.creation_time_ms),
    lastUpdateTime: wireTime(wire.last_update_time_ms),
    extra: {},
  }
  const made = schemas.filter((id) => id !== defaultSchema)
  const links: Link[] = made.map((id) => ({ field: 'schemas', to: { kind: 'labelSchema', id } }))
  return {
    ref: { kind: 'reviewQueue', id: wire.queue_id },
    scope: { kind: 'experiment', id: wire.experiment_id },
    fields,
    links,
    fingerprint: reviewQueueFingerprint(fields, links),
    ...originOfMark(mark),
  }
}

function reviewItem({ item_type, item_id, status, completed_by }: WireReviewItem): ReviewItem {
  return { type: item_type, id: item_id, status, completedBy: completed_by ?? '' }
}

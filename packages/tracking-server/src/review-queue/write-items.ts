import { isObjectMissing, type WireReviewItem } from '@mlferry/client'
import { MlferryError, type ReviewItem } from '@mlferry/core'
import type { Ending } from '../server/marked-writer.ts'
import type { ServerContext } from '../server/server-context.ts'
import { readItems } from './read-review-queue.ts'

interface ItemWriting {
  readonly queueId: string
  readonly experimentId: string
  readonly ending: Ending
  readonly context: ServerContext
  readonly signal: AbortSignal
}

const itemsPerCall = 100

/** Adds the items that are missing, and sets the status of those that still wait for their review here. */
export async function writeItems(items: readonly ReviewItem[], writing: ItemWriting): Promise<void> {
  const { queueId, ending, context, signal } = writing
  const there = new Map((await readItems(queueId, context, signal)).map((item) => [item.item_id, item]))
  const fresh = items.filter(({ id }) => !there.has(id))
  const absent = new Set<string>()
  for (const [type, ofType] of Map.groupBy(fresh, (item) => item.type)) {
    for (let start = 0; start < ofType.length; start += itemsPerCall) {
      const ids = ofType.slice(start, start + itemsPerCall).map(({ id }) => id)
      for (const id of await addItems(ids, type, writing)) absent.add(id)
    }
  }
  const others = new Set<string>()
  for (const item of items) {
    const had = there.get(item.id)
    if (absent.has(item.id) || item.status === 'PENDING' || (had && isDone(had, item))) continue
    const set = await context.client.reviewQueues.setItemStatus({
      queueId,
      itemType: item.type,
      itemId: item.id,
      status: item.status,
      completedBy: item.completedBy || undefined,
      signal,
    })
    ending.changed()
    if ((set.completed_by ?? '') !== item.completedBy) others.add(item.completedBy)
  }
  if (absent.size > 0) ending.missing(tracesMissing([...absent]))
  if (others.size > 0) ending.lost(otherReviewer([...others]))
}

/** A status that was set at the target since is left alone. */
function isDone(had: WireReviewItem, wanted: ReviewItem): boolean {
  return had.status !== 'PENDING' || had.status === wanted.status
}

/** Resolves to those that cannot be added: their traces are not at the target. One of them makes MLflow refuse them all. */
async function addItems(itemIds: readonly string[], itemType: string, writing: ItemWriting): Promise<string[]> {
  const { queueId, ending, context, signal } = writing
  try {
    await context.client.reviewQueues.addItems({ queueId, itemType, itemIds, signal })
    ending.changed()
    return []
  } catch (error) {
    if (!isObjectMissing(error)) throw error
    if (itemIds.length === 1) return [...itemIds]
    const half = Math.ceil(itemIds.length / 2)
    const first = await addItems(itemIds.slice(0, half), itemType, writing)
    return [...first, ...(await addItems(itemIds.slice(half), itemType, writing))]
  }
}

function tracesMissing(ids: readonly string[]): MlferryError {
  const some = ids.slice(0, 5).join(', ')
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
  return new MlferryError('ERR_TRACES_MISSING', `The traces of its items ${some}${more} are not at the target.`, {
    hint: 'Copy the traces, then this again.',
  })
}

function otherReviewer(names: readonly string[]): MlferryError {
  const message = `The target names its own user as reviewer, not ${names.join(', ')}.`
  return new MlferryError('ERR_REVIEWER_LOST', message, { hint: 'MLflow does so where users sign in.' })
}

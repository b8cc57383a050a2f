import { isHttpError, type WireReviewQueue } from '@mlferry/client'
import {
  type Header,
  type Link,
  MlferryError,
  type OpenContext,
  type Ref,
  type ReviewQueueFields,
  type Writer,
  type Written,
} from '@mlferry/core'
import { createOrFind } from '../server/create-once.ts'
import { type Ending, experimentOf, MarkedWriter, markedObject } from '../server/marked-writer.ts'
import { ifActive } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { findDefaultSchema, wireQueuesOf } from './read-review-queue.ts'
import { writeItems } from './write-items.ts'

export async function* writtenReviewQueues(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const scope = scopes?.[0]
  if (!scope) return
  for await (const page of ifActive(wireQueuesOf(scope.id, context, signal))) {
    const marks = page.length > 0 ? await context.memory.marks.of(scope.id, signal) : new Map()
    yield page.map(({ name, queue_id: id }) =>
      markedObject(name.toLowerCase(), { target: { kind: 'reviewQueue', id }, mark: marks.get(id) }),
    )
  }
}

/** A queue as it shall be at the target. */
interface Wanted {
  readonly experimentId: string
  readonly fields: ReviewQueueFields
  readonly schemaIds: readonly string[]
}

export async function openReviewQueue(
  object: Header<ReviewQueueFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const experimentId = experimentOf(object, opening)
  const asked = opening.links.filter(({ field }) => field === 'schemas').map(({ to }) => to.id)
  const ofEach = fields.asksDefault ? await findDefaultSchema(experimentId, context, signal) : undefined
  const wanted: Wanted = { experimentId, fields, schemaIds: [...(ofEach ? [ofEach] : []), ...asked] }
  const there = opening.earlier && (await findByName(wanted, context, signal))
  const queue = there ?? (await createQueue(wanted, context, signal))
  const ours = opening.earlier?.ours ?? true
  const complete = async (ending: Ending, pending: readonly Link[]) => {
    if (pending.length > 0) ending.missing(schemasMissing(pending))
    if (!(await updateQueue(queue, wanted, { ours, ending, context, signal }))) return
    await writeItems(fields.items, { queueId: queue.queue_id, experimentId, ending, context, signal })
  }
  const ref = { kind: 'reviewQueue', id: queue.queue_id }
  return new MarkedWriter({ object, opening, context, signal, ref, created: !there, complete })
}

async function createQueue(wanted: Wanted, context: ServerContext, signal: AbortSignal): Promise<WireReviewQueue> {
  const { experimentId, fields, schemaIds } = wanted
  const { reviewQueues } = context.client
  const { name, type, users } = fields
  const create = () =>
    type === 'USER'
      ? reviewQueues.getOrCreateUser({ experimentId, user: name, signal })
      : reviewQueues.create({ experimentId, name, users, schemaIds, signal })
  return createOrFind(create, () => findByName(wanted, context, signal))
}

async function findByName({ experimentId, fields: { name } }: Wanted, context: ServerContext, signal: AbortSignal) {
  for await (const page of wireQueuesOf(experimentId, context, signal)) {
    const found = page.find((queue) => queue.name.toLowerCase() === name.toLowerCase())
    if (found) return found
  }
  return undefined
}

interface Updating {
  /** False: a queue of others stays as it is. */
  readonly ours: boolean
  readonly ending: Ending
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** False: somebody else's. Of a USER queue nothing can be set but its items. */
async function updateQueue(
  queue: WireReviewQueue,
  { fields, schemaIds }: Wanted,
  { ours, ending, context, signal }: Updating,
): Promise<boolean> {
  const users = isSameSet(queue.users, fields.users) ? {} : { users: fields.users }
  const schemas = isSameSet(queue.schema_ids, schemaIds) ? {} : { schemaIds }
  const owner = fields.createdBy === (queue.created_by ?? '') ? {} : { owner: fields.createdBy }
  const update = { ...users, ...schemas, ...(owner.owner ? owner : {}) }
  if (Object.keys(update).length === 0 || (fields.type === 'USER' && queue.queue_type === 'USER')) return true
  // A killed job may have made it, and not come to its owner and its mark.
  const lacksOwner = !queue.created_by && Object.keys(update).join() === 'owner'
  if (!(ours || lacksOwner) || queue.queue_type !== fields.type) {
    const message = `${context.label} has another review queue '${queue.name}' in this experiment, which is left as it is.`
    ending.leave(new MlferryError('ERR_REVIEW_QUEUE_DIFFERS', message, { hint: 'Rename or delete one of them.' }))
    return false
  }
  try {
    await context.client.reviewQueues.update({ queueId: queue.queue_id, ...update, signal })
    ending.changed()
  } catch (error) {
    if (!isHttpError(error) || (error.status !== 400 && error.status !== 403)) throw error
    ending.lost(new MlferryError('ERR_REVIEW_QUEUE_LOCKED', `Users, questions or owner were not set: ${error.message}`))
  }
  return true
}

function isSameSet(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return [...a].sort().join('\n') === [...b].sort().join('\n')
}

function schemasMissing(pending: readonly Link[]): MlferryError {
  const ids = pending.map(({ to }) => to.id).join(', ')
  return new MlferryError('ERR_LABEL_SCHEMA_MISSING', `Its label schemas ${ids} are not at the target.`)
}

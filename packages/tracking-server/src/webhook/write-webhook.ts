import {
  type Header,
  MlferryError,
  type OpenContext,
  type Ref,
  type WebhookFields,
  type WebhookHeader,
  type Writer,
  type Written,
  webhookFingerprint,
} from '@mlferry/core'
import { createOnce } from '../server/create-once.ts'
import { FoundOrMade } from '../server/found-or-made.ts'
import type { ServerContext } from '../server/server-context.ts'
import { listWebhooks, webhookHeader } from './read-webhook.ts'

/** A webhook has no place for a mark: one of the same name and address is the copy, or was there before; it stays as it is. */
export async function* writtenWebhooks(
  _: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const page of listWebhooks({}, context, signal)) {
    yield page.map(({ ref: target, fields, fingerprint: sealed }) => {
      known(context).add(target.id)
      return { key: keyOf(fields), target, ours: true, sealed, deleted: false, pending: [] }
    })
  }
}

export async function openWebhook(
  object: Header<WebhookFields>,
  { earlier }: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  if (!earlier) return new FoundOrMade((await createWebhook(fields, context, signal)).ref, { created: true })
  const found = await findWebhook(({ ref }) => ref.id === earlier.target.id, context, signal)
  const same = !found || webhookFingerprint(found.fields) === webhookFingerprint(fields)
  return new FoundOrMade(earlier.target, { created: false, losses: same ? [] : [differs(fields, context)] })
}

async function createWebhook(
  fields: WebhookFields,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WebhookHeader> {
  const { name, url, description } = fields
  const events = fields.events.map((event) => {
    const [entity = '', action = ''] = event.toUpperCase().split('.')
    return { entity, action }
  })
  const create = { name, url, events, description: description || undefined, status: 'DISABLED', signal }
  const made = await createOnce(
    async () => webhookHeader(await context.client.webhooks.create(create)),
    () =>
      findWebhook((each) => keyOf(each.fields) === keyOf(fields) && !known(context).has(each.ref.id), context, signal),
  )
  known(context).add(made.ref.id)
  return made
}

/** What a call made whose answer was lost is told from its twins, of the same name and address, by not being among these. */
function known(context: ServerContext): Set<string> {
  return context.memory.webhooks
}

async function findWebhook(
  isIt: (webhook: WebhookHeader) => boolean,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WebhookHeader | undefined> {
  for await (const page of listWebhooks({}, context, signal)) {
    const found = page.find(isIt)
    if (found) return found
  }
  return undefined
}

function keyOf({ name, url }: WebhookFields): string {
  return `${name}\n${url}`
}

function differs({ name }: WebhookFields, { label }: ServerContext): MlferryError {
  const message = `The webhook '${name}' at ${label} has other events or another description: it is left as it is.`
  return new MlferryError('ERR_WEBHOOK_DIFFERS', message, { hint: 'Change it there, or delete it and copy it again.' })
}

import type { WebhookFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listWebhooks } from './read-webhook.ts'
import { openWebhook, writtenWebhooks } from './write-webhook.ts'

/** Since MLflow 3.4. */
export const webhookOnServer: ServerKind<WebhookFields> = {
  name: 'webhook',
  inRegistry: true,
  batchSize: 100,
  since: [3, 4],
  probe: ({ client }, signal) => whyNoRoute(() => client.webhooks.listPages({ signal }).next()),
  capabilities: () => ({
    requests: 1,
    // Several may have one name and address: each is made when the one before is there.
    inOrder: true,
    fields: {
      webhookId: { lost: 'the target gives its own ids' },
      secret: { lost: 'no call reads it: set it at the copy' },
      status: { lost: 'a copy is DISABLED until it has its secret' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listWebhooks,
  read: allInHeader,
  written: writtenWebhooks,
  open: openWebhook,
}

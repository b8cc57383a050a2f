import type { ObjectKind, WebhookFields } from '@mlferry/core'

/** Recognised by name and address. Several may have both. */
export const webhookKind: ObjectKind<WebhookFields> = {
  name: 'webhook',
  plural: 'webhooks',
  identity: ({ fields }) => `${fields.name}\n${fields.url}`,
  links: {},
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}

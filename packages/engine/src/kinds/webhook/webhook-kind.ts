import type { ObjectKind, WebhookFields } from '@mlferry/core'

/** Recognised by name and address. Several may have both. */
export const webhookKind: ObjectKind = {
  name: 'webhook',
  plural: 'webhooks',
  identity: ({ fields }) => `${(fields as WebhookFields).name}\n${(fields as WebhookFields).url}`,
  links: {},
  settled: () => true,
  deleted: () => false,
  title: (header) => (header.fields as WebhookFields).name,
}

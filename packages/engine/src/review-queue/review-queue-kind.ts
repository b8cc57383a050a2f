import type { ObjectKind, ReviewQueueFields } from '@mlferry/core'

/** Recognised by its name in the experiment, in which MLflow ignores case. */
export const reviewQueueKind: ObjectKind = {
  name: 'reviewQueue',
  plural: 'review queues',
  scope: 'experiment',
  identity: (header) => (header.fields as ReviewQueueFields).name.toLowerCase(),
  links: { schemas: { to: 'labelSchema', at: 'open' } },
  settled: () => true,
  deleted: () => false,
  title: (header) => (header.fields as ReviewQueueFields).name,
}

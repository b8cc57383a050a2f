import type { Header, ObjectKind, ReviewQueueFields } from '@mlferry/core'

/** Recognised by its name in the experiment, in which MLflow ignores case. */
export const reviewQueueKind: ObjectKind = {
  name: 'reviewQueue',
  plural: 'review queues',
  scope: 'experiment',
  identity: (header) => (header.fields as ReviewQueueFields).name.toLowerCase(),
  links: { schemas: { to: 'labelSchema', at: 'open' } },
  needs: [
    { says: 'its label schemas', kinds: ['labelSchema'], links: ['schemas'] },
    { says: 'the traces of its items', kinds: ['trace'], ids: tracesToReview },
  ],
  settled: () => true,
  deleted: () => false,
  title: (header) => (header.fields as ReviewQueueFields).name,
}

function tracesToReview({ fields }: Header): readonly string[] {
  const { items } = fields as ReviewQueueFields
  return items.filter(({ type }) => type === 'TRACE').map(({ id }) => id)
}

import type { Header, ObjectKind, ReviewQueueFields } from '@mlferry/core'

/** Recognised by its name in the experiment, in which MLflow ignores case. */
export const reviewQueueKind: ObjectKind<ReviewQueueFields> = {
  name: 'reviewQueue',
  plural: 'review queues',
  scope: 'experiment',
  identity: (header) => header.fields.name.toLowerCase(),
  links: { schemas: { to: 'labelSchema', at: 'open' } },
  needs: [
    { says: 'its label schemas', kinds: ['labelSchema'], links: ['schemas'] },
    { says: 'the traces of its items', kinds: ['trace'], ids: tracesToReview },
  ],
  settled: () => true,
  deleted: () => false,
  title: (header) => header.fields.name,
}

function tracesToReview({ fields }: Header<ReviewQueueFields>): readonly string[] {
  const { items } = fields
  return items.filter(({ type }) => type === 'TRACE').map(({ id }) => id)
}

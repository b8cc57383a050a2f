import type { ReviewQueueFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listReviewQueues } from './read-review-queue.ts'
import { openReviewQueue, writtenReviewQueues } from './write-review-queue.ts'

/** Since MLflow 3.17. */
export const reviewQueueOnServer: ServerKind<ReviewQueueFields> = {
  name: 'reviewQueue',
  batchSize: 100,
  since: [3, 17],
  listedByScope: true,
  kept: true,
  probe: ({ client }, signal) => whyNoRoute(() => client.reviewQueues.listPages({ experimentId: '0', signal }).next()),
  capabilities: () => ({
    requests: 3,
    fields: {
      queueId: { lost: 'the target gives its own ids' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
      completionTimes: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listReviewQueues,
  read: allInHeader,
  written: writtenReviewQueues,
  open: openReviewQueue,
}

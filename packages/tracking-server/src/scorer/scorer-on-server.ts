import type { ScorerFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listScorers } from './read-scorer.ts'
import { openScorer, writtenScorers } from './write-scorer.ts'

/** Since MLflow 3.4. */
export const scorerOnServer: ServerKind<ScorerFields> = {
  name: 'scorer',
  batchSize: 100,
  scopesAtOnce: 100,
  scopesAtOnceSince: [3, 17],
  since: [3, 4],
  listedByScope: true,
  kept: true,
  probe: ({ client }, signal) => whyNoRoute(() => client.scorers.list({ experimentId: '0', signal })),
  capabilities: () => ({
    requests: 2,
    fields: {
      scorerId: { lost: 'the target gives its own ids' },
      creationTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listScorers,
  read: allInHeader,
  written: writtenScorers,
  open: openScorer,
}

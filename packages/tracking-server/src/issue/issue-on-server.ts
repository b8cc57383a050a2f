import type { IssueFields } from '@mlferry/core'
import { allInHeader } from '../server/all-in-header.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listIssues } from './read-issue.ts'
import { lostWithoutRuns, openIssue, writtenIssues } from './write-issue.ts'

/** Since MLflow 3.17. */
export const issueOnServer: ServerKind<IssueFields> = {
  name: 'issue',
  batchSize: 100,
  // As good as all: one search gives those of every experiment.
  scopesAtOnce: 10_000,
  since: [3, 17],
  listedByScope: true,
  kept: true,
  probe: ({ client }, signal) => whyNoRoute(() => client.issues.searchPages({ experimentId: '0', signal }).next()),
  capabilities: () => ({
    fixedLinks: ['sourceRun'],
    requests: 2,
    fields: {
      issueId: { lost: 'the target gives its own ids' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
    },
  }),
  list: listIssues,
  read: allInHeader,
  written: writtenIssues,
  open: openIssue,
  lostWithout: ({ pending }) => lostWithoutRuns(pending),
}

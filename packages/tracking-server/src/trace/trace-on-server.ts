import type { TraceFields } from '@mlferry/core'
import type { ServerKind } from '../server/server-kind.ts'
import { lostAssessments } from './kept-in-tags.ts'
import { withLinkedRuns } from './linked-runs.ts'
import { listTraceHeaders } from './list-headers.ts'
import { readTraces, traceArtifacts } from './read-trace.ts'
import { relinkTrace } from './relink-trace.ts'
import { openTrace } from './write-trace.ts'
import { findTrace, writtenTraces } from './written-traces.ts'

/** Servers before 3.4 give their own ids to traces: there, traces of other servers are kept as files. */
export const traceOnServer: ServerKind<TraceFields> = {
  name: 'trace',
  batchSize: 50,
  // Servers before MLflow 3 are asked by an address, which web servers cut at 4 KiB.
  scopesAtOnce: 50,
  since: [3, 4],
  readSince: [2, 14],
  kept: true,
  capabilities: ({ limits: { key: keyMax, columns } }) => ({
    requests: 2,
    fields: {
      tags: { max: columns.traceTag, keyMax, over: 'overflow-artifact' },
      metadata: { max: columns.traceTag, keyMax, over: 'overflow-artifact' },
      artifactUri: { lost: "the target's own artifact root is used" },
    },
  }),
  list: listTraceHeaders,
  withAllLinks: withLinkedRuns,
  read: readTraces,
  artifacts: traceArtifacts,
  written: writtenTraces,
  open: openTrace,
  lostWithout: ({ resolved, pending }, server) => lostAssessments([...resolved, ...pending], server),
  relink: relinkTrace,
  find: findTrace,
}

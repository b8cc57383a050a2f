import type { WireIssue } from '@mlferry/client'
import { type IssueFields, type IssueHeader, issueFingerprint, type Link, type Query } from '@mlferry/core'
import { type Mark, marksOf } from '../server/experiment-marks.ts'
import { ofExperiment } from '../server/of-experiment.ts'
import { originOfMark } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import { wireTime } from '../server/wire-time.ts'

export function listIssues(query: Query, context: ServerContext, signal: AbortSignal) {
  return ofExperiment(query, context, (experimentId) => issuesOf(experimentId, context, signal))
}

/** New ones come first, so a page may repeat some: these are dropped. */
export async function* issuesOf(
  experimentId: string,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<IssueHeader[]> {
  const seen = new Set<string>()
  for await (const { issues = [] } of context.client.issues.searchPages({ experimentId, signal })) {
    if (issues.length === 0) continue
    const noted = await marksOf(context).of(experimentId, signal)
    const fresh = issues.filter(({ issue_id }) => !seen.has(issue_id))
    for (const { issue_id } of fresh) seen.add(issue_id)
    yield fresh.map((issue) => issueHeader(issue, noted.get(issue.issue_id)))
  }
}

export function issueHeader(wire: WireIssue, mark: Mark | undefined): IssueHeader {
  const fields: IssueFields = {
    name: wire.name,
    description: wire.description,
    status: wire.status,
    severity: wire.severity ?? '',
    rootCauses: wire.root_causes ?? [],
    categories: wire.categories ?? [],
    createdBy: wire.created_by ?? '',
    creationTime: wireTime(wire.created_timestamp),
    lastUpdateTime: wireTime(wire.last_updated_timestamp),
    extra: {},
  }
  const run = wire.source_run_id
  const links: Link[] = run ? [{ field: 'sourceRun', to: { kind: 'run', id: run } }] : []
  return {
    ref: { kind: 'issue', id: wire.issue_id },
    scope: { kind: 'experiment', id: wire.experiment_id },
    fields,
    links,
    fingerprint: issueFingerprint(fields, links),
    ...originOfMark(mark),
  }
}

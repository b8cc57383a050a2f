import type { WireIssue } from '@mlferry/client'
import {
  type IssueFields,
  type IssueHeader,
  issueFingerprint,
  type Link,
  type ObjectMark,
  originOfMark,
  type Query,
} from '@mlferry/core'
import { ofExperiments } from '../server/of-experiment.ts'
import type { ServerContext } from '../server/server-context.ts'
import { wireTime } from '../server/wire-time.ts'

/** So many experiments are searched one by one; for more, all issues of the server are read. */
const fewExperiments = 10

export function listIssues(query: Query, context: ServerContext, signal: AbortSignal) {
  return ofExperiments(query, context, async function* (experimentIds) {
    for await (const page of issuesOf(experimentIds, context, signal)) yield page.map(({ header }) => header)
  })
}

export interface FoundIssue {
  readonly experimentId: string
  readonly header: IssueHeader
  readonly mark: ObjectMark | undefined
}

/** New ones come first, so a page may repeat some: these are dropped. */
export async function* issuesOf(
  experimentIds: ReadonlySet<string>,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<FoundIssue[]> {
  const seen = new Set<string>()
  for (const experimentId of experimentIds.size > fewExperiments ? [undefined] : experimentIds) {
    for await (const { issues = [] } of context.client.issues.searchPages({ experimentId, signal })) {
      const fresh = issues.filter((issue) => experimentIds.has(issue.experiment_id) && !seen.has(issue.issue_id))
      if (fresh.length === 0) continue
      for (const { issue_id } of fresh) seen.add(issue_id)
      yield await withMarks(fresh, context, signal)
    }
  }
}

async function withMarks(issues: readonly WireIssue[], context: ServerContext, signal: AbortSignal) {
  const marks = await context.memory.marks.ofMany(new Set(issues.map((issue) => issue.experiment_id)), signal)
  return issues.map((issue): FoundIssue => {
    const mark = marks.get(issue.experiment_id)?.get(issue.issue_id)
    return { experimentId: issue.experiment_id, header: issueHeader(issue, mark), mark }
  })
}

export function issueHeader(wire: WireIssue, mark: ObjectMark | undefined): IssueHeader {
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

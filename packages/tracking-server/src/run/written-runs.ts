import type { WireRun } from '@mlferry/client'
import { provenanceTags, type Ref, type Written } from '@mlferry/core'
import { readPending } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { listRuns } from './list-runs.ts'
import { runLinkKinds } from './run-links.ts'

const sourceIdTag = `tags.\`${provenanceTags.sourceId}\``

/** The runs of experiments that mlferry wrote, finished or not: one search page per 1000. */
export async function* writtenRuns(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  if (!scopes) return
  const experimentIds = scopes.map(({ id }) => id)
  const query = { experimentIds, includeDeleted: true, filter: `${sourceIdTag} LIKE '%'` }
  for await (const page of listRuns(query, context, signal)) yield page.map(toWritten)
}

/** The copy of one run, wherever it is. */
export async function findRun(
  sourceId: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Written | undefined> {
  // Another one may have come late, and is removed in the end.
  const made = context.lateCreations?.madeFor('run', sourceId)
  if (made) return toWritten(await context.client.runs.get({ runId: made.id, signal }))
  if (sourceId.includes("'")) return undefined
  for await (const page of context.client.experiments.searchPages({ viewType: 'ALL', signal })) {
    const experimentIds = (page.experiments ?? []).map((experiment) => experiment.experiment_id)
    const filter = `${sourceIdTag} = '${sourceId}'`
    for await (const run of context.client.runs.search({
      experimentIds,
      filter,
      viewType: 'ALL',
      maxResults: 1,
      signal,
    })) {
      return toWritten(run)
    }
  }
  return undefined
}

function toWritten({ info, data }: WireRun): Written {
  const tags = tagMap(data?.tags)
  return {
    key: tags.get(provenanceTags.sourceId) ?? '',
    target: { kind: 'run', id: info.run_id },
    scope: { kind: 'experiment', id: info.experiment_id },
    ours: true,
    sealed: tags.get(provenanceTags.fingerprint),
    deleted: info.lifecycle_stage === 'deleted',
    pending: readPending(tags, runLinkKinds),
  }
}

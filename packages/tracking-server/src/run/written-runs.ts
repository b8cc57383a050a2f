import type { WireRun } from '@mlferry/client'
import {
  authorOf,
  provenanceTags,
  type Ref,
  readPending,
  runLinkKinds,
  type Written,
  type WrittenOptions,
} from '@mlferry/core'
import { contentIn } from '../server/content-in.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { listRuns } from './list-runs.ts'
import { searchedRun } from './unlisted-models.ts'

const sourceIdTag = `tags.\`${provenanceTags.sourceId}\``
const originIdTag = `tags.\`${provenanceTags.originId}\``

/** The runs of experiments that mlferry wrote, finished or not, and others where these are asked for: one search page per 1000. */
export async function* writtenRuns(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
  { originalsIn = () => false }: WrittenOptions = {},
): AsyncGenerator<Written[]> {
  const [all, marked] = [scopes?.filter(originalsIn) ?? [], scopes?.filter((scope) => !originalsIn(scope)) ?? []]
  const idsOf = (some: readonly Ref[]) => some.map(({ id }) => id)
  if (marked.length > 0) {
    const query = { experimentIds: idsOf(marked), includeDeleted: true, filter: `${sourceIdTag} LIKE '%'` }
    for await (const page of listRuns(query, context, signal)) yield page.map((run) => toWritten(run))
  }
  if (all.length === 0) return
  const query = { experimentIds: idsOf(all), includeDeleted: true }
  for await (const page of listRuns(query, context, signal)) {
    yield page.map((run) => ({ ...toWritten(run), ...contentIn(searchedRun(run, context)) }))
  }
}

/** The copy of one run of the source, wherever it is: by the id that its own tag tells. */
export async function findRunCopy(
  sourceId: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Written | undefined> {
  // Another one may have come late, and is removed in the end.
  const made = context.memory.late.madeFor('run', sourceId)
  if (made) return toWritten(await context.client.runs.get({ runId: made.id, signal }))
  return findByTag(sourceIdTag, sourceId, context, signal)
}

/** What stands for a run: its copy, a copy that came by another road, or the run itself. */
export async function findRun(id: string, context: ServerContext, signal: AbortSignal): Promise<Written | undefined> {
  const copy = (await findRunCopy(id, context, signal)) ?? (await findByTag(originIdTag, id, context, signal))
  if (copy || !/^[0-9a-f]{32}$/.test(id)) return copy
  const own = await context.client.runs.get({ runId: id, signal }).catch(ifMissing)
  return own && toWritten(own)
}

async function findByTag(
  tag: string,
  id: string,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Written | undefined> {
  if (id.includes("'")) return undefined
  for await (const page of context.client.experiments.searchPages({ viewType: 'ALL', signal })) {
    const experimentIds = (page.experiments ?? []).map((experiment) => experiment.experiment_id)
    const search = { experimentIds, filter: `${tag} = '${id}'`, viewType: 'ALL' as const, maxResults: 1, signal }
    for await (const run of context.client.runs.search(search)) return toWritten(run)
  }
  return undefined
}

function toWritten({ info, data }: WireRun): Written {
  const tags = tagMap(data?.tags)
  return {
    key: tags.get(provenanceTags.sourceId) ?? info.run_id,
    target: { kind: 'run', id: info.run_id },
    scope: { kind: 'experiment', id: info.experiment_id },
    ...authorOf(tags),
    sealed: tags.get(provenanceTags.fingerprint),
    deleted: info.lifecycle_stage === 'deleted',
    pending: readPending(tags, runLinkKinds),
  }
}

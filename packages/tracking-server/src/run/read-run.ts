import type { WireRun } from '@mlferry/client'
import type { Listed, LostContent, Part, Query, ReadOptions, RunHeader } from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { onlyScope } from '../server/unshown.ts'
import { holdsModels } from '../server/why-missing.ts'
import { listRuns } from './list-runs.ts'
import { type HistoryReading, readHistories, readHistoriesSingly } from './read-histories.ts'
import { runHeader } from './run-header.ts'
import { withWaitingModels } from './run-links.ts'
import { searchedRun, withModelLinks } from './unlisted-models.ts'

export async function* listRunHeaders(
  query: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<readonly Listed[]> {
  const { ids, scopes, thorough, ...rest } = query
  if (ids) {
    for (const id of ids) {
      const run = await context.client.runs.get({ runId: id, signal }).catch(ifMissing)
      if (run) yield [withKept(runHeader(run), run, context)]
    }
    return
  }
  if (!scopes) return
  const experimentIds = scopes.map(({ id }) => id)
  const unshown = onlyScope(scopes, 'run')
  for await (const page of listRuns({ ...rest, experimentIds, onGap: unshown?.add }, context, signal)) {
    const runs = page.map((run) => withKept(searchedRun(run, context), run, context))
    yield thorough ? await withModelLinks(runs, context, signal) : runs
  }
  if (unshown && unshown.found.length > 0) yield unshown.found
}

/** On a server that holds no logged models, a run's links to them wait as tags. */
function withKept(header: RunHeader, { data }: WireRun, context: ServerContext): RunHeader {
  return holdsModels(context) ? header : withWaitingModels(header, tagMap(data?.tags))
}

/** Histories of all runs, metric by metric; a run that cannot be read fails alone. Independent: run by run, page by page. */
export async function* readRuns(
  batch: readonly RunHeader[],
  context: ServerContext,
  signal: AbortSignal,
  { independent = false }: ReadOptions = {},
): AsyncGenerator<Part> {
  const runsByKey = new Map<string, string[]>()
  const latest = new Map(batch.map(({ ref, fields }) => [ref.id, fields.latestMetrics]))
  const losses = new Map<string, LostContent[]>()
  for (const { ref } of batch) {
    for (const key of latest.get(ref.id)?.keys() ?? []) {
      const runs = runsByKey.get(key)
      if (runs) runs.push(ref.id)
      else runsByKey.set(key, [ref.id])
    }
  }
  const failed = new Set<string>()
  const histories = independent ? readHistoriesSingly : readHistories
  const reading: HistoryReading = {
    failed,
    latestOf: (runId, key) => latest.get(runId)?.get(key),
    onLoss: (runId, loss) => losses.set(runId, [...(losses.get(runId) ?? []), loss]),
    context,
    signal,
  }
  for await (const part of histories(runsByKey, reading)) {
    if (part.type === 'failed') failed.add(part.of.id)
    yield part
  }
  for (const { ref } of batch) {
    const lost = losses.get(ref.id)
    if (!failed.has(ref.id)) yield { type: 'end', of: ref, ...(lost ? { losses: lost } : {}) }
  }
}

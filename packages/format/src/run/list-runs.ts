import type { Query, RunHeader, Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { type LocatedObject, listObjects } from '../reading/list-objects.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { findRuns } from './find-runs.ts'
import { loadRun } from './load-run.ts'

/** The runs of one experiment that the query asks for, and those that are named but cannot be read. */
export async function* listRuns(
  experiment: LoadedExperiment,
  query: Query,
  { context, signal }: { readonly context: ReadContext; readonly signal: AbortSignal },
): AsyncGenerator<LocatedObject | Unreadable> {
  const scope = experiment.header.ref
  const listing = {
    kind: 'run' as const,
    places: findRuns(experiment, context),
    ids: experiment.foldersAreIds ? query.ids : undefined,
    scope,
    load: (place: LocatedObject['place']) => loadRun(place, scope, { context, signal }),
    signal,
  }
  for await (const found of listObjects(listing)) {
    if ('error' in found || matches(found.header as RunHeader, query)) yield found
  }
}

function matches({ ref, fields }: RunHeader, query: Query): boolean {
  const { ids, includeDeleted, since, until } = query
  const startTime = fields.startTime ?? 0
  if (ids && !ids.includes(ref.id)) return false
  if (fields.lifecycle === 'deleted' && !includeDeleted) return false
  return (since === undefined || startTime >= since) && (until === undefined || startTime < until)
}

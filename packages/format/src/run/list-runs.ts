import type { Query, RunHeader, Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { foldersWith, placeIn, placesOf } from '../reading/find-places.ts'
import type { ListedKind } from '../reading/list-in-experiments.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { loadRun } from './load-run.ts'

export const listedRuns: ListedKind<RunHeader> = { kind: 'run', find: findRuns, load: loadRun, matches }

/**
 * The runs of an experiment. Its list decides where there is one, because the Python tool leaves out of it what it could not export
 * whole; the folder decides otherwise. What mlferry wrote must have its checksums, listed or not.
 */
async function* findRuns(
  experiment: LoadedExperiment,
  { layout }: ReadContext,
): AsyncGenerator<ObjectPlace | Unreadable> {
  if (layout === 'run') yield await placeIn(experiment, { kind: 'run', folder: '' })
  else yield* placesOf('run', experiment, experiment.runs ?? (await foldersWith('run', experiment.place.path)))
}

function matches({ fields }: RunHeader, { includeDeleted, since, until }: Query): boolean {
  const startTime = fields.startTime ?? 0
  if (fields.lifecycle === 'deleted' && !includeDeleted) return false
  return (since === undefined || startTime >= since) && (until === undefined || startTime < until)
}

import type { Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { foldersWith, placeIn, placesOf } from '../reading/find-places.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'

/**
 * The runs of an experiment. Its list decides where there is one, because the Python tool leaves out of it what it could not export
 * whole; the folder decides otherwise. What mlferry wrote must have its checksums, listed or not.
 */
export async function* findRuns(
  experiment: LoadedExperiment,
  { layout }: ReadContext,
): AsyncGenerator<ObjectPlace | Unreadable> {
  if (layout === 'run') yield await placeIn(experiment, { kind: 'run', folder: '' })
  else yield* placesOf('run', experiment, experiment.runs ?? (await foldersWith('run', experiment.place.path)))
}

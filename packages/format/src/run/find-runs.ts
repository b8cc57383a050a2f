import type { Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { foldersWith, placesOf } from '../find-objects.ts'
import type { ObjectPlace } from '../object-place.ts'
import { readChecksums } from '../read-checksums.ts'
import type { ReadContext } from '../read-context.ts'

/**
 * The runs of an experiment. Its list decides where there is one, because the Python tool leaves out of it what it could not export
 * whole; the folder decides otherwise. What mlferry wrote must have its checksums, listed or not.
 */
export async function findRuns(
  experiment: LoadedExperiment,
  context: ReadContext,
): Promise<(ObjectPlace | Unreadable)[]> {
  const { place, runs, ours } = experiment
  if (context.layout !== 'run')
    return await placesOf('run', experiment, runs ?? (await foldersWith('run', place.path)), context)
  const sums = ours ? await readChecksums(place.path, place.label, context) : undefined
  return [{ path: place.path, label: '', folder: '', sums: sums?.run.get('') }]
}

import { join } from 'node:path'
import { asMlferryError, MlferryError, type Unreadable } from '@mlferry/core'
import { exists } from '../layout/folders-in.ts'
import { experimentsOfLoggedModels } from '../python-tool/experiments-of-logged-models.ts'
import { experimentsOfModel } from '../python-tool/experiments-of-model.ts'
import { experimentsOfTraces } from '../python-tool/experiments-of-traces.ts'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { loadRun } from '../run/load-run.ts'
import { type ExperimentPlace, findExperiments } from './find-experiments.ts'
import { type LoadedExperiment, loadExperiment } from './load-experiment.ts'
import { experimentOfRun } from './read-experiment.ts'

/** Every experiment of the export, and those that are named but cannot be read. */
export async function* listExperiments(
  context: ReadContext,
  signal: AbortSignal,
): AsyncGenerator<LoadedExperiment | Unreadable> {
  if (context.layout === 'traces' || context.layout === 'trace') return yield* experimentsOfTraces(context)
  const seen = new Set<string>()
  const places = await findExperiments(context)
  if (places.length === 0) {
    if (context.layout === 'model') return yield* experimentsOfModel(context, signal)
    if (context.layout === 'logged-models' || context.layout === 'logged-model')
      return yield* experimentsOfLoggedModels(context)
  }
  for (const place of places) {
    signal.throwIfAborted()
    if (isUnreadablePlace(place)) {
      yield place
      continue
    }
    const loaded = await load(place, context, signal)
    const ref = 'header' in loaded ? loaded.header.ref : loaded.ref
    yield seen.has(ref.id) ? { ref, error: twice(place, ref.id) } : loaded
    seen.add(ref.id)
  }
}

async function load(
  place: ExperimentPlace,
  context: ReadContext,
  signal: AbortSignal,
): Promise<LoadedExperiment | Unreadable> {
  try {
    if (context.layout === 'run' && !(await exists(join(place.path, 'experiment.json'))))
      return await loadFromRun(place, context, signal)
    return await loadExperiment(place, context)
  } catch (error) {
    rethrowIfFatal(error)
    const wrapped = asMlferryError(
      error,
      'ERR_EXPORT_UNREADABLE',
      `${place.label}${context.indexNames.experiment} cannot be read`,
    )
    return { ref: { kind: 'experiment', id: place.folder }, error: wrapped }
  }
}

async function loadFromRun(
  place: ExperimentPlace,
  context: ReadContext,
  signal: AbortSignal,
): Promise<LoadedExperiment> {
  const run = await loadRun({ ...place, sums: undefined }, undefined, { context, signal })
  const none = { runs: undefined, loggedModels: undefined, traces: undefined, foldersAreIds: false, sums: undefined }
  return { place, header: experimentOfRun(run.scope?.id ?? '0'), ...none }
}

function isUnreadablePlace(place: ExperimentPlace | Unreadable): place is Unreadable {
  return 'error' in place
}

function twice({ label }: ExperimentPlace, id: string): MlferryError {
  return new MlferryError('ERR_EXPORT_DUPLICATE', `${label}experiment.json has the id ${id} of another experiment`)
}

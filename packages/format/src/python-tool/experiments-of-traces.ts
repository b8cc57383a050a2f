import { join } from 'node:path'
import type { JsonObject } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { experimentOfRun } from '../experiment/read-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import type { ReadContext } from '../reading/read-context.ts'

/**
 * The Python tool exports traces without their experiments: all that is said of these is the id, and the name where there is an index
 * (export-traces). A trace that was exported alone (export-trace) names just the id.
 */
export async function* experimentsOfTraces({ dir, layout, check }: ReadContext): AsyncGenerator<LoadedExperiment> {
  const place = { path: dir, label: '', folder: '' }
  const others = { runs: [], loggedModels: [], sums: undefined }
  if (layout === 'trace') {
    const file = await check(
      'trace',
      (await readJsonFile(join(dir, 'trace.json'), 'trace.json', { inside: { dir } })).value,
      'trace.json',
    )
    const header = experimentOfRun(experimentIdIn((file.mlflow as JsonObject).info as JsonObject))
    yield { place, header, ...others, traces: [''], foldersAreIds: false }
    return
  }
  const index = await check(
    'traces',
    (await readJsonFile(join(dir, 'traces.json'), 'traces.json', { inside: { dir } })).value,
    'traces.json',
  )
  for (const { id, name, traces } of (index.mlflow as JsonObject).experiments as readonly JsonObject[]) {
    const header = experimentOfRun(String(id ?? '0'), typeof name === 'string' ? name : '')
    yield { place, header, ...others, traces: traces as readonly string[], foldersAreIds: true }
  }
}

function experimentIdIn({ trace_location, experiment_id }: JsonObject): string {
  const { mlflow_experiment } = (trace_location ?? {}) as { readonly mlflow_experiment?: JsonObject | null }
  return String(mlflow_experiment?.experiment_id ?? experiment_id ?? '0')
}

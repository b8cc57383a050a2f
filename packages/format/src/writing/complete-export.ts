import { join } from 'node:path'
import type { JsonObject } from '@mlferry/exact-json'
import { writeJsonFile } from '../json/write-json-file.ts'
import { experimentsIndex, modelsFolder } from '../layout/layout.ts'
import { writePythonToolView } from '../python-tool/python-tool-view.ts'
import type { BegunExport } from './begun-export.ts'
import { completeExperiment } from './complete-experiment.ts'

/** Writes what is known only at the end: lists of objects, indexes, and the final SHA256SUMS files. */
export async function completeExport(begun: BegunExport, signal: AbortSignal): Promise<void> {
  const { dir, layout, system } = begun
  const experiments = await completeExperiments(begun, signal)
  const models = await completeModels(begun, signal)
  const prompts = await begun.prompts.complete()
  const datasets = await begun.datasets.complete()
  await writePythonToolView(begun)
  if (layout !== 'all') return
  const status = { models: { models }, experiments, prompts, evaluation_datasets: datasets }
  await writeJsonFile(join(dir, 'manifest.json'), { system, info: { options: {}, status }, mlflow: {} })
}

async function completeExperiments(
  { dir, layout, system, tree }: BegunExport,
  signal: AbortSignal,
): Promise<JsonObject> {
  const experiments: JsonObject[] = []
  for (const [id, name] of await tree.names()) {
    signal.throwIfAborted()
    const entry = await completeExperiment(join(dir, name), { id, name, tree, system })
    if (entry) experiments.push(entry)
  }
  const info = indexInfo(experiments)
  const index = experimentsIndex(layout)
  // An export of models may have no experiments.
  const wanted = layout === 'all' || layout === 'experiments' || experiments.length > 0
  if (index !== undefined && wanted) await writeJsonFile(join(dir, index), { system, info, mlflow: { experiments } })
  return info
}

/** The names in the index are those of the folders, as the Python tool reads them; the real ones are in the files. */
async function completeModels({ dir, layout, system, models }: BegunExport, signal: AbortSignal): Promise<JsonObject> {
  const place = modelsFolder(layout)
  const [ok, failed]: [string[], string[]] = [[], []]
  for (const [name, folder] of await models.models()) {
    signal.throwIfAborted()
    if (await folder.complete()) ok.push(folder.name)
    else failed.push(name)
  }
  const info = {
    model_names: [...ok, ...failed],
    num_total_models: ok.length + failed.length,
    num_ok_models: ok.length,
    num_failed_models: failed.length,
    failed_models: failed,
  }
  const wanted = layout === 'all' || layout === 'models' || ok.length + failed.length > 0
  if (wanted && !place.alone)
    await writeJsonFile(join(dir, place.base, 'models.json'), { system, info, mlflow: { models: ok } })
  return info
}

function indexInfo(experiments: readonly JsonObject[]): JsonObject {
  const sum = (key: string) => experiments.reduce((total, each) => total + Number(each[key]), 0)
  const [ok_runs, failed_runs] = [sum('ok_runs'), sum('failed_runs')]
  const status = { experiments: experiments.length, total_runs: ok_runs + failed_runs, ok_runs, failed_runs }
  return { experiment_names: experiments.map(({ name }) => name ?? ''), options: {}, status }
}

import { join } from 'node:path'
import type { JsonObject, MlferryError } from '@mlferry/core'
import { runsStanzas } from './experiment/runs-stanzas.ts'
import type { ExperimentTree } from './experiment-tree.ts'
import { experimentsFolder, type Layout, layoutFiles } from './layout.ts'
import { readJsonFile } from './read-json-file.ts'
import { writeJsonFile } from './write-json-file.ts'

export interface Completing {
  readonly dir: string
  readonly layout: Layout
  readonly system: JsonObject
  readonly tree: ExperimentTree
}

/** Writes what can only be said at the end: the lists of runs, the indexes, and journals without what is stale. */
export async function completeExport({ dir, layout, system, tree }: Completing, signal: AbortSignal): Promise<void> {
  const experiments: JsonObject[] = []
  for (const [id, name] of await tree.names()) {
    signal.throwIfAborted()
    const entry = await completeExperiment(join(dir, name), { id, name, tree })
    if (entry) experiments.push(entry)
  }
  const base = experimentsFolder(layout)
  if (base === undefined) return
  const info = indexInfo(experiments)
  await writeJsonFile(join(dir, layoutFiles[layout]), { system, info, mlflow: { experiments } })
  if (layout !== 'all') return
  const none = { model_names: [], num_total_models: 0, num_ok_models: 0, num_failed_models: 0, failed_models: [] }
  await writeJsonFile(join(dir, 'models/models.json'), { system, info: none, mlflow: { models: [] } })
  const status = { models: { models: none }, experiments: info }
  await writeJsonFile(join(dir, 'manifest.json'), { system, info: { options: {}, status }, mlflow: {} })
}

interface Named {
  readonly id: string
  readonly name: string
  readonly tree: ExperimentTree
}

/**
 * Resolves to the entry of the index. Its id is the name of the folder, as the Python tool reads it; the real one is in the file.
 * undefined: the experiment was begun and failed.
 */
async function completeExperiment(path: string, { id, name, tree }: Named): Promise<JsonObject | undefined> {
  const experiment = await tree.folder(id)
  const file = join(path, 'experiment.json')
  const before = await readJsonFile(file, join(name, 'experiment.json')).then(
    ({ value }) => value as JsonObject,
    orUndefined,
  )
  if (!before) return undefined
  const { info, runs } = runsStanzas(experiment)
  const mlflow = before.mlflow as JsonObject
  const { sha256 } = await writeJsonFile(file, { ...before, info, mlflow: { ...mlflow, runs } })
  await experiment.compact(new Map([['experiment.json', sha256]]))
  const folder = name.slice(name.lastIndexOf('/') + 1)
  const { num_ok_runs: ok_runs = 0, num_failed_runs: failed_runs = 0 } = info
  return { id: folder, name: (mlflow.experiment as JsonObject).name ?? '', ok_runs, failed_runs }
}

function indexInfo(experiments: readonly JsonObject[]): JsonObject {
  const sum = (key: string) => experiments.reduce((total, each) => total + Number(each[key]), 0)
  const [ok_runs, failed_runs] = [sum('ok_runs'), sum('failed_runs')]
  const status = { experiments: experiments.length, total_runs: ok_runs + failed_runs, ok_runs, failed_runs }
  return { experiment_names: experiments.map(({ name }) => name ?? ''), options: {}, status }
}

function orUndefined(error: MlferryError): undefined {
  if (error.code !== 'ERR_EXPORT_FILE_MISSING') throw error
}

import { join } from 'node:path'
import type { MlferryError } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { type ObjectsStanzas, objectsStanzas } from '../experiment/objects-stanzas.ts'
import { readExperimentFile } from '../experiment/read-experiment-file.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import type { ObjectsOfKind } from '../sealed/objects-of-kind.ts'
import type { ExperimentTree } from './experiment-tree.ts'

interface Named {
  readonly id: string
  /** Path of its folder, relative to the root. */
  readonly name: string
  readonly tree: ExperimentTree
  readonly system: JsonObject
}

/**
 * Resolves to the entry of the index. Its id is the name of the folder, as the Python tool reads it; the real one is in the file.
 * undefined: the experiment was begun and failed.
 */
export async function completeExperiment(
  path: string,
  { id, name, tree, system }: Named,
): Promise<JsonObject | undefined> {
  const experiment = await tree.folder(id)
  const file = join(path, 'experiment.json')
  const before = await readExperimentFile(file, join(name, 'experiment.json')).catch(orUndefined)
  if (!before) return undefined
  const { info, runs, logged_models, traces } = objectsStanzas(experiment)
  const mlflow = before.mlflow as JsonObject
  const { sha256 } = await writeJsonFile(file, { ...before, info, mlflow: { ...mlflow, runs, logged_models, traces } })
  const title = (mlflow.experiment as JsonObject).name ?? ''
  const entry = { id, name: title }
  const { loggedModels, traces: written } = experiment
  const modelIndex = await writeIndex(indexes.loggedModels, loggedModels, {
    path,
    entry: { ...entry, logged_models },
    system,
  })
  const traceIndex = await writeIndex(indexes.traces, written, { path, entry: { ...entry, traces }, system })
  await experiment.compact(new Map([['experiment.json', sha256], ...modelIndex, ...traceIndex]))
  const folder = name.slice(name.lastIndexOf('/') + 1)
  const { num_ok_runs: ok_runs = 0, num_failed_runs: failed_runs = 0 } = info
  return { id: folder, name: title, ok_runs, failed_runs }
}

/** Indexes of objects of one experiment, with the names that the Python tool gives their members. */
const indexes = {
  loggedModels: { file: 'logged_models/logged_models.json', list: 'logged_models', total: 'num_total_logged_models' },
  traces: { file: 'traces/traces.json', list: 'traces', total: 'num_total_trace' },
} as const

interface IndexWriting {
  /** The folder of the experiment. */
  readonly path: string
  readonly entry: { readonly id: string; readonly name: JsonValue } & Partial<ObjectsStanzas>
  readonly system: JsonObject
}

/** Resolves to its checksum by path; none where there are no such objects, as the Python tool has it. */
async function writeIndex(
  { file, list, total }: (typeof indexes)[keyof typeof indexes],
  objects: ObjectsOfKind,
  { path, entry, system }: IndexWriting,
): Promise<[string, string][]> {
  const ok = objects.sealed.size
  const failed = objects.failed()
  if (ok + failed.length === 0) return []
  const info = {
    [total]: ok + failed.length,
    [`num_ok_${list}`]: ok,
    [`num_failed_${list}`]: failed.length,
    [`failed_${list}`]: failed,
  }
  const { sha256 } = await writeJsonFile(join(path, file), { system, info, mlflow: { experiments: [entry] } })
  return [[file, sha256]]
}

function orUndefined(error: MlferryError): undefined {
  if (error.code !== 'ERR_EXPORT_FILE_MISSING') throw error
}

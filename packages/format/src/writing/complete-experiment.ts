import { join } from 'node:path'
import type { MlferryError } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { type ObjectsStanzas, objectsStanzas } from '../experiment/objects-stanzas.ts'
import { readExperimentFile } from '../experiment/read-experiment-file.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import type { ExperimentFolder } from './experiment-folder.ts'
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
  const index = await writeModelIndex(experiment, { id, name: title, logged_models }, system)
  const traceIndex = await writeTraceIndex(experiment, { id, name: title, traces }, system)
  await experiment.compact(new Map([['experiment.json', sha256], ...index, ...traceIndex]))
  const folder = name.slice(name.lastIndexOf('/') + 1)
  const { num_ok_runs: ok_runs = 0, num_failed_runs: failed_runs = 0 } = info
  return { id: folder, name: title, ok_runs, failed_runs }
}

/** The members of an index entry beside the list of objects. */
type Entry = { readonly id: string; readonly name: JsonValue }

const modelIndex = 'logged_models/logged_models.json'

/** Resolves to its checksum by path; none where there are no logged models, as the Python tool has it. */
async function writeModelIndex(
  { path, loggedModels }: ExperimentFolder,
  entry: Entry & Pick<ObjectsStanzas, 'logged_models'>,
  system: JsonObject,
): Promise<[string, string][]> {
  const ok = loggedModels.sealed.size
  const failed = loggedModels.failed()
  if (ok + failed.length === 0) return []
  const info = {
    num_total_logged_models: ok + failed.length,
    num_ok_logged_models: ok,
    num_failed_logged_models: failed.length,
    failed_logged_models: failed,
  }
  const { sha256 } = await writeJsonFile(join(path, modelIndex), { system, info, mlflow: { experiments: [entry] } })
  return [[modelIndex, sha256]]
}

const traceIndexFile = 'traces/traces.json'

/** Resolves to its checksum by path; none where there are no traces. */
async function writeTraceIndex(
  { path, traces }: ExperimentFolder,
  entry: Entry & Pick<ObjectsStanzas, 'traces'>,
  system: JsonObject,
): Promise<[string, string][]> {
  const ok = traces.sealed.size
  const failed = traces.failed()
  if (ok + failed.length === 0) return []
  const info = {
    num_total_trace: ok + failed.length,
    num_ok_traces: ok,
    num_failed_traces: failed.length,
    failed_traces: failed,
  }
  const { sha256 } = await writeJsonFile(join(path, traceIndexFile), { system, info, mlflow: { experiments: [entry] } })
  return [[traceIndexFile, sha256]]
}

function orUndefined(error: MlferryError): undefined {
  if (error.code !== 'ERR_EXPORT_FILE_MISSING') throw error
}

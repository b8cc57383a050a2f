import { join } from 'node:path'
import { asMlferryError, type Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { type LoadedExperiment, loadExperiment } from '../experiment/load-experiment.ts'
import { experimentOfRun } from '../experiment/read-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { folderKinds } from '../layout/folder-kinds.ts'
import { exists } from '../layout/folders-in.ts'
import { foldersWith } from '../reading/find-places.ts'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { loadModel } from '../registered-model/load-model.ts'
import { modelOf } from '../registered-model/read-registered-model.ts'
import { loadRun } from '../run/load-run.ts'

interface Held {
  readonly runs: string[]
  readonly loggedModels: string[]
  name: string
}

/**
 * The Python tool exports a model with its runs and logged models beside model.json. All that is said of their experiments is the id,
 * and the name in the versions; only a version that was exported alone has an experiment.json.
 */
export async function* experimentsOfModel(
  context: ReadContext,
  signal: AbortSignal,
): AsyncGenerator<LoadedExperiment | Unreadable> {
  const place = { path: context.dir, label: '', folder: '' }
  if (await exists(join(context.dir, 'experiment.json'))) {
    return yield await loadExperiment(place, context).catch((error: unknown) => {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', 'experiment.json cannot be read')
      return { ref: { kind: 'experiment', id: '' }, error: wrapped }
    })
  }
  const experiments = new Map<string, Held>()
  const heldIn = (id: string) => {
    const held = experiments.get(id) ?? { runs: [], loggedModels: [], name: '' }
    experiments.set(id, held)
    return held
  }
  const names = await namesByRun(context)
  for (const folder of await foldersWith('run', context.dir)) {
    signal.throwIfAborted()
    const run = { path: join(context.dir, folder), label: `${folder}/`, folder, sums: undefined }
    const header = await loadRun(run, undefined, { context, signal }).catch(() => undefined)
    const held = heldIn(header?.scope?.id ?? first(experiments))
    held.runs.push(folder)
    held.name ||= names.get(header?.ref.id ?? '') ?? ''
  }
  for (const folder of await foldersWith('loggedModel', context.dir)) {
    const id = await experimentOfModel(join(context.dir, folder, folderKinds.loggedModel.file), context)
    heldIn(id ?? first(experiments)).loggedModels.push(folder)
  }
  for (const [id, { runs, loggedModels, name }] of experiments) {
    yield {
      place,
      header: experimentOfRun(id, name),
      runs,
      loggedModels,
      traces: [],
      foldersAreIds: false,
      sums: undefined,
    }
  }
}

/** An unreadable object is listed with the first experiment. */
function first(experiments: ReadonlyMap<string, Held>): string {
  return [...experiments.keys()][0] ?? '0'
}

async function namesByRun(context: ReadContext): Promise<Map<string, string>> {
  const { file } = await loadModel({ path: context.dir, label: '', folder: '' }, context).catch(() => ({
    file: undefined,
  }))
  const { versions, latest_versions: latest } = file ? modelOf(file) : ({} as JsonObject)
  const all = (versions ?? latest ?? []) as readonly JsonObject[]
  return new Map(all.map(({ run_id: run, _experiment_name: name }) => [String(run ?? ''), String(name ?? '')]))
}

async function experimentOfModel(path: string, inside: ReadContext): Promise<string | undefined> {
  const { value } = await readJsonFile(path, path, { inside }).catch(() => ({ value: undefined }))
  const { mlflow } = (value ?? {}) as { mlflow?: JsonObject }
  const id = mlflow?.experiment_id
  return id === undefined || id === null ? undefined : String(id)
}

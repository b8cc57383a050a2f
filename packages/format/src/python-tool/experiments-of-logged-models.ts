import { join } from 'node:path'
import type { JsonObject } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { experimentOfRun } from '../experiment/read-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import type { ReadContext } from '../reading/read-context.ts'

/** The Python tool exports logged models without their runs. It says only the ids of their experiments, and in an index their names. */
export async function* experimentsOfLoggedModels(context: ReadContext): AsyncGenerator<LoadedExperiment> {
  const place = { path: context.dir, label: '', folder: '' }
  const rest = { place, runs: [], traces: [], foldersAreIds: false, sums: undefined }
  if (context.layout === 'logged-model') {
    const { experiment_id: id } = await mlflowOf('logged-model', 'logged_model.json', context)
    return yield { ...rest, header: experimentOfRun(String(id ?? '0')), loggedModels: undefined }
  }
  const { experiments } = await mlflowOf('logged-models', 'logged_models.json', context)
  for (const { id, name, logged_models } of experiments as readonly Entry[]) {
    yield { ...rest, header: experimentOfRun(String(id ?? '0'), name), loggedModels: logged_models }
  }
}

type Entry = {
  readonly id?: string | number
  readonly name?: string
  /** Names of folders. */
  readonly logged_models: readonly string[]
}

async function mlflowOf(schema: 'logged-model' | 'logged-models', file: string, context: ReadContext) {
  const { value } = await readJsonFile(join(context.dir, file), file, { inside: context })
  return (await context.check(schema, value, file)).mlflow as JsonObject
}

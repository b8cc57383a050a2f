import { readFileBytes } from '@mlferry/core'
import { type JsonObject, streamJson } from '@mlferry/exact-json'
import { object } from '../json/json-members.ts'
import { fileError } from '../json/read-json-file.ts'

const lists: ReadonlySet<string> = new Set(['runs', 'logged_models', 'traces'])

/** Reads an experiment.json without its lists of objects, which may be long. `file` is its name in messages. */
export async function readExperimentFile(path: string, file: string): Promise<JsonObject> {
  try {
    for await (const part of streamJson(readFileBytes(path), { items: isList })) {
      if (part.type === 'rest') return part.value as JsonObject
    }
    return {}
  } catch (error) {
    throw fileError(error, file)
  }
}

/** What an experiment.json says of its experiment, in MLflow's names. Empty if the file is missing or damaged. */
export async function experimentIn(path: string): Promise<JsonObject> {
  const file = await readExperimentFile(path, path).catch((): JsonObject => ({}))
  return object(object(file.mlflow).experiment)
}

function isList([root, list, ...below]: readonly string[]): boolean {
  return root === 'mlflow' && lists.has(list ?? '') && below.length === 0
}

import { join } from 'node:path'
import { MlferryError, type RegisteredModelHeader } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { checksumFile } from '../checksums/checksum.ts'
import type { FileSums } from '../checksums/journal-lines.ts'
import { readChecksums } from '../checksums/read-checksums.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { exists } from '../layout/folders-in.ts'
import type { ReadContext } from '../reading/read-context.ts'
import type { ModelPlace } from './find-models.ts'
import { isPrompt, readRegisteredModel } from './read-registered-model.ts'

export interface LoadedModel {
  readonly place: ModelPlace
  readonly header: RegisteredModelHeader
  /** MLflow keeps prompts as models too. */
  readonly prompt: boolean
  readonly file: JsonObject
  /** By path within the folder; undefined: not written by mlferry. */
  readonly sums: FileSums | undefined
}

/** Reads a model.json, with its versions, and checks it. Rejects with what makes this model unreadable. */
export async function loadModel(place: ModelPlace, context: ReadContext): Promise<LoadedModel> {
  const path = join(place.path, 'model.json')
  const label = `${place.label}model.json`
  const { value, sha256 } = await readJsonFile(path, label, { inside: context })
  const file = await withSingleVersion(await context.check('registered-model', value, label), place, context)
  const sums = 'mlferry' in file ? await readSums(place, context) : undefined
  // model.json has a line only in a complete export. Before that it still changes.
  const expected = sums?.get('model.json')
  if (expected !== undefined && expected !== sha256) {
    throw new MlferryError('ERR_CHECKSUM', `${label} does not match ${place.label}${checksumFile}`, {
      hint: 'The file changed after the export: export again, or restore the original.',
    })
  }
  return { place, header: readRegisteredModel(file), prompt: isPrompt(file), file, sums }
}

async function readSums(place: ModelPlace, context: ReadContext): Promise<FileSums> {
  return (await readChecksums(place.path, place.label, context))?.others ?? new Map()
}

/** A version that was exported alone is in a file of its own. */
async function withSingleVersion(file: JsonObject, place: ModelPlace, context: ReadContext): Promise<JsonObject> {
  const { registered_model: model } = file.mlflow as { registered_model: JsonObject }
  const path = join(place.path, 'version.json')
  if (context.layout !== 'model' || 'mlferry' in file || 'versions' in model) return file
  if (!(await exists(path))) return file
  const { value } = await readJsonFile(path, 'version.json', { inside: context })
  const { mlflow } = value as { mlflow?: { model_version?: JsonObject } }
  const versions = mlflow?.model_version ? [mlflow.model_version] : []
  const whole = { ...file, mlflow: { registered_model: { ...model, versions } } }
  return await context.check('registered-model', whole, 'version.json')
}

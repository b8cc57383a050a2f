import { join } from 'node:path'
import { isMissingFile } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readJsonFile } from '../json/read-json-file.ts'
import type { Layout } from '../layout/layout.ts'
import { olderIndex } from './older-files.ts'

/** The layout of an export of mlflow-export-import before 1.2.0, from its index files. Throws if one cannot be read. */
export async function olderLayout(dir: string): Promise<Layout | undefined> {
  if ((await read(dir, `experiments/${olderIndex}`)).experiments) return 'all'
  const { experiments, ok_models: models, experiment } = await read(dir, olderIndex)
  if (experiments) return 'experiments'
  if (models) return 'models'
  return experiment ? 'experiment' : undefined
}

/** Empty if there is no such file, or it is not an object. */
async function read(dir: string, file: string): Promise<JsonObject> {
  try {
    const { value } = await readJsonFile(join(dir, file), file, { inside: { dir } })
    return value !== null && typeof value === 'object' ? (value as JsonObject) : {}
  } catch (error) {
    if (isMissingFile((error as { cause?: unknown }).cause)) return {}
    throw error
  }
}

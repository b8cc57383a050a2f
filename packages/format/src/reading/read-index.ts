import { join } from 'node:path'
import type { JsonValue } from '@mlferry/exact-json'
import { readJsonFile } from '../json/read-json-file.ts'
import type { ReadContext } from './read-context.ts'

/** Reads an index file of the export, by its path within it. Several listings need it; it is read once. */
export async function readIndex(file: string, { dir, indexes }: ReadContext): Promise<JsonValue> {
  const read = indexes.get(file) ?? readJsonFile(join(dir, file), file, { inside: { dir } }).then(({ value }) => value)
  indexes.set(file, read)
  return await read
}

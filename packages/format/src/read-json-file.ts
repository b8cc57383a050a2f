import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  isMissingFile,
  isMlferryError,
  JsonError,
  type JsonValue,
  MlferryError,
  type ParseJsonOptions,
  parseJson,
} from '@mlferry/core'

/** A JSON file that fits into memory. `file` is its name in messages. */
export async function readJsonFile(
  path: string,
  file: string,
  options: ParseJsonOptions = {},
): Promise<{ value: JsonValue; sha256: string }> {
  try {
    const bytes = await readFile(path)
    return { value: parseJson(bytes, options), sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    throw fileError(error, file)
  }
}

/** What went wrong with a file of the export, by name. Errors of ours that know more pass unchanged. */
export function fileError(error: unknown, file: string): MlferryError {
  if (error instanceof JsonError) {
    const hint = 'The file is damaged or cut off: export this object again.'
    return new MlferryError('ERR_EXPORT_INVALID', `${file}: ${error.message}`, { hint, cause: error })
  }
  if (isMlferryError(error)) return error
  if (isMissingFile(error)) {
    return new MlferryError('ERR_EXPORT_FILE_MISSING', `${file} is not there`, {
      hint: 'Export this object again, or bring the missing file back.',
      cause: error,
    })
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new MlferryError('ERR_EXPORT_UNREADABLE', `${file} cannot be read: ${reason}`, { cause: error })
}

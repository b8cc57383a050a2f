import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { isMissingFile, isMlferryError, MlferryError } from '@mlferry/core'
import { JsonError, type JsonValue, type ParseJsonOptions, parseJson } from '@mlferry/exact-json'
import { refuseLinkOut } from '../reading/read-context.ts'

/** Bytes. A longer file does not fit into one string. */
export const largestFile = 0x1fffffe8

export interface ReadFileOptions extends ParseJsonOptions {
  /** The export that the file must be in, links followed. Absent: not checked. */
  readonly inside?: { readonly dir: string }
}

/** Reads a JSON file that fits into memory. `file` is its name in messages. */
export async function readJsonFile(
  path: string,
  file: string,
  options: ReadFileOptions = {},
): Promise<{ value: JsonValue; sha256: string }> {
  try {
    const bytes = await readWhole(path, options)
    return { value: parseJson(bytes, options), sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    throw fileError(error, file)
  }
}

/** Reads a whole file. Throws ERR_EXPORT_INVALID if it is too large for one string. */
export async function readWhole(path: string, { inside }: Pick<ReadFileOptions, 'inside'>): Promise<Buffer> {
  if (inside) await refuseLinkOut(inside, path)
  const { size } = await stat(path)
  if (size > largestFile) throw tooLarge(path, size)
  return await readFile(path)
}

export function tooLarge(file: string, size: number): MlferryError {
  return new MlferryError('ERR_EXPORT_INVALID', `${file} has ${size} bytes, more than such a file may have`)
}

/** The error with the name of the file. An error of ours already says more, and is returned unchanged. */
export function fileError(error: unknown, file: string): MlferryError {
  if (error instanceof JsonError) {
    const hint = 'The file is damaged or cut off: export this object again.'
    return new MlferryError('ERR_EXPORT_INVALID', `${file}: ${error.message}`, { hint, cause: error })
  }
  if (isMlferryError(error)) return error
  if (isMissingFile(error)) {
    return new MlferryError('ERR_EXPORT_FILE_MISSING', `${file} does not exist`, {
      hint: 'Export this object again, or restore the missing file.',
      cause: error,
    })
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new MlferryError('ERR_EXPORT_UNREADABLE', `${file} cannot be read: ${reason}`, { cause: error })
}

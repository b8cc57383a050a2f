import { readdir } from 'node:fs/promises'
import { isMissingFile } from './is-missing-file.ts'

/** The names in a folder, in no order. None where the folder is missing. */
export async function namesInFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (isMissingFile(error)) return []
    throw error
  }
}

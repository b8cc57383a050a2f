import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isMissingFile } from './is-missing-file.ts'

export interface MakeFolderOptions {
  /** Only this user may look into the folders that are made. What is there already stays as it is. */
  readonly private?: boolean
}

/**
 * Makes a folder with all that are missing above it. Rejects where something else has its place. `mkdir` with `recursive` never ends
 * below `/proc`, which says that a folder is not there where it cannot be made.
 */
export async function makeFolder(path: string, options: MakeFolderOptions = {}): Promise<void> {
  try {
    await makeOne(path, options)
  } catch (error) {
    const above = dirname(resolve(path))
    if (!isMissingFile(error) || above === resolve(path)) throw error
    // It may be there by now: files that are written side by side make the same folders.
    if (!(await isThere(above))) await makeFolder(above, options)
    await makeOne(path, options)
  }
}

async function makeOne(path: string, options: MakeFolderOptions): Promise<void> {
  try {
    await mkdir(path, options.private ? { mode: 0o700 } : {})
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}

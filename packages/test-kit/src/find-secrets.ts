import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { formsOfMark } from './secret.ts'

export interface SecretSearch {
  readonly files: number
  readonly bytes: number
  /** Paths of files that hold a secret, or a part of one, in any form. */
  readonly found: readonly string[]
}

export interface SecretSearchOptions {
  /** Only files that were written since, in milliseconds. Default: all. */
  readonly since?: number
  /** Names of folders that are not entered. Default: none. */
  readonly skip?: readonly string[]
}

/** Searches every byte of every file below a folder for what `secret` makes. Links are not followed. */
export async function findSecrets(
  dir: string,
  { since = 0, skip = [] }: SecretSearchOptions = {},
): Promise<SecretSearch> {
  const forms = formsOfMark()
  const search = { files: 0, bytes: 0, found: [] as string[] }
  const folders = [dir]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !skip.includes(entry.name)) folders.push(path)
      if (!entry.isFile() || (await stat(path)).mtimeMs < since) continue
      const content = await readFile(path)
      search.files++
      search.bytes += content.length
      if (forms.some((form) => content.includes(form))) search.found.push(path)
    }
  }
  return search
}

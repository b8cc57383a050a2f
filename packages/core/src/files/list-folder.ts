import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactFile } from '../contracts/artifact-root.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { isMissingFile } from './is-missing-file.ts'
import { partFilePattern } from './put-file.ts'
import { isInside, realPathInside } from './safe-path.ts'

/**
 * Every file below `root`, folders in the order of their names. A link to what lies inside counts as that file or folder; one that
 * leads out throws ERR_UNSAFE_PATH, because leaving it out would lose a file in silence. An absent root holds nothing.
 */
export async function* listFolder(root: string, signal: AbortSignal): AsyncGenerator<ArtifactFile> {
  const real = await realpath(root).catch(orUndefined)
  if (real === undefined) return
  // A folder is entered through links at most once and never from within itself, so that links in a circle come to an end.
  yield* walk({ root, real, prefix: '', entered: new Set(), signal })
}

interface Folder {
  readonly root: string
  readonly real: string
  readonly prefix: string
  readonly entered: Set<string>
  readonly signal: AbortSignal
}

async function* walk(folder: Folder): AsyncGenerator<ArtifactFile> {
  const entries = await readdir(folder.real, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    folder.signal.throwIfAborted()
    if (entry.isFile() && partFilePattern.test(entry.name)) continue
    const path = folder.prefix + entry.name
    const real = await follow(folder, entry)
    if (real === undefined) continue
    const { size, isFolder } = await kindOf(real)
    if (isFolder) yield* walk({ ...folder, real, prefix: `${path}/` })
    else if (size !== undefined) yield { path, size }
  }
}

/** undefined: a link to a folder that was or is being listed. */
async function follow(folder: Folder, entry: Dirent): Promise<string | undefined> {
  const path = join(folder.real, entry.name)
  if (!entry.isSymbolicLink()) return path
  const real = await realPathInside(folder.root, path).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error
    throw new MlferryError('ERR_ARTIFACT_NOT_FOUND', `${path} is a link to a file that is not there`)
  })
  if (folder.entered.has(real) || isInside(real, folder.real)) return undefined
  if ((await stat(real)).isDirectory()) folder.entered.add(real)
  return real
}

/** Neither a file nor a folder (a socket, a pipe): no size, it has no content to move. */
async function kindOf(path: string): Promise<{ size: number | undefined; isFolder: boolean }> {
  const stats = await stat(path)
  return { size: stats.isFile() ? stats.size : undefined, isFolder: stats.isDirectory() }
}

function orUndefined(error: unknown): undefined {
  if (isMissingFile(error)) return undefined
  throw error
}

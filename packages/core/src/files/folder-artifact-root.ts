import { rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ArtifactBody, ArtifactFile, ArtifactRoot } from '../contracts/artifact-root.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { isMissingFile } from './is-missing-file.ts'
import { listFolder } from './list-folder.ts'
import type { MakeFolderOptions } from './make-folder.ts'
import { putFile } from './put-file.ts'
import { readFileBytes } from './read-file-bytes.ts'
import { realPathInside, safePath } from './safe-path.ts'

/**
 * An artifact root that is a local folder: the path of a file below it is its artifact path, byte for byte. Links that lead out of the
 * folder are refused, for reading and for writing. `put` returns the sha256 of what it wrote; `list` knows none.
 */
export function folderArtifactRoot(dir: string, options: MakeFolderOptions = {}): ArtifactRoot {
  const root = resolve(dir)
  return {
    uri: pathToFileURL(root).href,
    list: (signal) => listFolder(root, signal),
    open: (path, range, signal) => openFile(root, path, range.start, signal),
    put: (file, body, signal) => putBelow(root, file, body, { ...options, signal }),
    removeFolder: async (path) => rm(safePath(root, path), { recursive: true, force: true }),
  }
}

async function* openFile(root: string, path: string, start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await existing(root, path)
  for await (const bytes of readFileBytes(file, { start })) {
    signal.throwIfAborted()
    yield bytes
  }
}

async function existing(root: string, path: string): Promise<string> {
  try {
    const file = await realPathInside(root, safePath(root, path))
    if ((await stat(file)).isFile()) return file
  } catch (error) {
    if (!isMissingFile(error)) throw error
  }
  throw new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No file ${JSON.stringify(path)} in ${root}`)
}

async function putBelow(
  root: string,
  file: ArtifactFile,
  body: ArtifactBody,
  options: MakeFolderOptions & { readonly signal: AbortSignal },
): Promise<ArtifactFile> {
  const path = safePath(root, file.path)
  await refuseLinkedFolder(root, dirname(path))
  const { size, sha256 } = file
  const arrived = await putFile(path, body(0), { ...options, size, sha256, name: file.path })
  return { path: file.path, ...arrived }
}

/** The deepest folder of the way that exists already must lie inside: a link there would carry the file elsewhere. */
async function refuseLinkedFolder(root: string, folder: string): Promise<void> {
  // The root may be a link, or not be there yet.
  if (folder === root) return
  try {
    await realPathInside(root, folder)
  } catch (error) {
    if (!isMissingFile(error)) throw error
    await refuseLinkedFolder(root, dirname(folder))
  }
}

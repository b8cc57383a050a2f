import { rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path/posix'
import { type ArtifactOwner, isHttpError, type MlflowClient } from '@mlferry/client'
import { type ArtifactFile, type ArtifactRoot, folderArtifactRoot, MlferryError, redact } from '@mlferry/core'
import { servedRoot } from '../served/served-root.ts'
import { localFolder, lookAtFolder } from './local-folder.ts'

interface SharedRootOptions {
  readonly uri: string
  readonly owner: ArtifactOwner
  readonly client: MlflowClient
  /** Of the folder that holds this one beside others, where that is known. */
  readonly around: string | undefined
  /** Clients whose server is known to show what is written here. */
  readonly seen: WeakSet<MlflowClient>
}

/**
 * A folder that a server on this machine names. The server may run in a container, or behind a tunnel, and mean a folder of its own: what
 * is not here is asked of the server, and the first file that is written has to show up there.
 */
export function sharedRoot(folder: string, { uri, owner, client, around, seen }: SharedRootOptions): ArtifactRoot {
  const local = folderArtifactRoot(folder)
  const served = servedRoot({ uri, owner, client, unwritable: notOfServer(uri, client) })
  const place = async () => ((await isHere(folder, around)) ? local : served)
  return {
    ...local,
    async *list(signal) {
      yield* (await place()).list(signal)
    },
    async *open(path, range, signal) {
      yield* (await place()).open(path, range, signal)
    },
    async put(file, body, signal) {
      if (seen.has(client)) return local.put(file, body, signal)
      const isNew = (await lookAtFolder(folder)) === 'missing'
      const arrived = await local.put(file, body, signal)
      if (await shows(arrived, { owner, client, signal })) {
        seen.add(client)
        return arrived
      }
      // A folder that is left would pass for the server's own, without files.
      if (isNew) await rm(folder, { recursive: true, force: true })
      else await local.removeFolder?.(file.path, signal)
      throw notOfServer(uri, client)
    },
  }
}

/** An object without files has no folder; that the folder around it has others shows that the disk is this one. */
async function isHere(folder: string, around: string | undefined): Promise<boolean> {
  if ((await lookAtFolder(folder)) !== 'missing') return true
  const known = around === undefined ? undefined : localFolder(around)
  return known !== undefined && (await lookAtFolder(known)) === 'filled'
}

interface Seeing {
  readonly owner: ArtifactOwner
  readonly client: MlflowClient
  readonly signal: AbortSignal
}

/** Whether the server lists a file that was written here. One that refuses to list tells nothing. */
async function shows({ path, size }: ArtifactFile, { owner, client, signal }: Seeing): Promise<boolean> {
  const folder = dirname(path)
  try {
    for await (const file of client.artifacts.list({ ...owner, ...(folder !== '.' && { path: folder }), signal })) {
      if (basename(file.path) === basename(path) && Number(file.file_size ?? 0) === size) return true
    }
    return false
  } catch (error) {
    if (!isHttpError(error)) throw error
    return true
  }
}

function notOfServer(uri: string, { baseUrl }: MlflowClient): MlferryError {
  return new MlferryError(
    'ERR_ARTIFACTS_ELSEWHERE',
    `Artifacts at ${redact(uri, 500)}: the server at ${baseUrl.host} means another folder than this machine has there.`,
    {
      hint: 'It may run in a container: mount its artifact root at the same path here, or serve artifacts through it (mlflow server --serve-artifacts).',
    },
  )
}

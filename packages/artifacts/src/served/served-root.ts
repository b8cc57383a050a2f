import { type ArtifactOwner, artifactNameProblem, type MlflowClient } from '@mlferry/client'
import { type ArtifactRoot, type MlferryError, redact } from '@mlferry/core'
import { artifactNotFound, isFileMissing } from '../artifact-not-found.ts'
import { listTree } from '../list-tree.ts'

export interface ServedRootOptions {
  readonly uri: string
  readonly owner: ArtifactOwner
  readonly client: MlflowClient
  /** Why no file can be written here. */
  readonly unwritable: MlferryError
}

/**
 * The files of a run or a logged model as the tracking server lists and sends them, wherever they lie: the way of MLflow's web pages.
 * It has no route that writes.
 */
export function servedRoot({ uri, owner, client, unwritable }: ServedRootOptions): ArtifactRoot {
  const listFolder = (path: string, signal: AbortSignal) =>
    Array.fromAsync(client.artifacts.list({ ...owner, ...(path && { path }), signal }))
  return {
    uri: redact(uri),
    nameProblem: artifactNameProblem,
    list: (signal) => listTree((path) => listFolder(path, signal)),
    async *open(path, { start }, signal) {
      try {
        yield* client.artifacts.download({ ...owner, path, start, signal })
      } catch (error) {
        const missing = await isFileMissing(error, path, (folder) => listFolder(folder, signal))
        throw missing ? artifactNotFound(path, uri, error) : error
      }
    },
    put: () => Promise.reject(unwritable),
  }
}

/** The run or logged model whose files a root holds; undefined: neither. */
export function ownerOf({
  runId,
  modelId,
}: {
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
}): ArtifactOwner | undefined {
  if (runId !== undefined) return { runId }
  return modelId === undefined ? undefined : { modelId }
}

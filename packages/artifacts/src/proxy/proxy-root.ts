import type { MlflowClient } from '@mlferry/client'
import { artifactNameProblem } from '@mlferry/client'
import { type ArtifactRoot, exactBytes, MlferryError, redact } from '@mlferry/core'
import { artifactNotFound, isFileMissing } from '../artifact-not-found.ts'
import { listTree } from '../list-tree.ts'

export interface ProxyRootOptions {
  readonly uri: string
  /** Below the server's artifact destination, without slashes at its ends. */
  readonly path: string
  readonly client: MlflowClient
  /** The run whose root this is. */
  readonly runId?: string
}

/** Artifacts through the tracking server: every byte passes it, both ways. It tells sizes but no checksums. */
export function proxyRoot({ uri, path: base, client, runId }: ProxyRootOptions): ArtifactRoot {
  const at = (path: string) => (base ? `${base}/${path}` : path)
  const listFolder = (folder: string, signal: AbortSignal) =>
    client.artifactProxy.list(folder ? at(folder) : base, { signal })
  return {
    uri: redact(uri),
    nameProblem: artifactNameProblem,
    list: (signal) => listTree((folder) => listFolder(folder, signal)),
    async *open(path, { start }, signal) {
      try {
        // Up to 3.10 at least the proxy fails to send a name beyond ASCII; the route of the web pages sends it.
        const besides = runId !== undefined && /[^\x20-\x7e]/.test(path.split('/').at(-1) ?? '')
        if (besides) yield* client.artifacts.download({ runId, path, start, signal })
        else yield* client.artifactProxy.download(at(path), { start, signal })
      } catch (error) {
        const missing = await isFileMissing(error, path, (folder) => listFolder(folder, signal))
        throw missing ? artifactNotFound(path, uri, error) : error
      }
    },
    async put(file, body, signal) {
      const { path, size } = file
      if (size === undefined) throw new MlferryError('ERR_ARTIFACT_SIZE', `The size of artifact ${path} is not known.`)
      await client.artifactProxy.upload(at(path), {
        size,
        body: (start) => exactBytes(body(start), { path, size }, start),
        signal,
      })
      return { path, size }
    },
    // Of folders, because up to 2.16 a server with files on its disk fails to remove a single one.
    removeFolder: (path, signal) => client.artifactProxy.delete(at(path), { signal }),
  }
}

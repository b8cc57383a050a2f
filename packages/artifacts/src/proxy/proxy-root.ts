import type { MlflowClient } from '@mlferry/client'
import { artifactNameProblem, isHttpError } from '@mlferry/client'
import { type ArtifactRoot, exactBytes, MlferryError, redact } from '@mlferry/core'
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
  /** Up to 3.10 a file that is not there is answered 500, as many faults are: the listing tells. */
  const isMissing = async (path: string, error: unknown) => {
    if (!isHttpError(error) || (error.status !== 404 && error.status !== 500)) return false
    if (error.status === 404) return true
    const folder = path.split('/').slice(0, -1).join('/')
    const files = await client.artifactProxy.list(folder ? at(folder) : base)
    return !files.some((file) => file.path.split('/').at(-1) === path.split('/').at(-1))
  }
  return {
    uri: redact(uri),
    nameProblem: artifactNameProblem,
    list: (signal) => listTree((folder) => client.artifactProxy.list(folder ? at(folder) : base, { signal })),
    async *open(path, { start }, signal) {
      try {
        // Up to 3.10 at least the proxy fails to send a name beyond ASCII; the route of the web pages sends it.
        const besides = runId !== undefined && /[^\x20-\x7e]/.test(path.split('/').at(-1) ?? '')
        if (besides) yield* client.artifacts.download({ runId, path, start, signal })
        else yield* client.artifactProxy.download(at(path), { start, signal })
      } catch (error) {
        throw (await isMissing(path, error)) ? notFound(path, uri, error) : error
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

function notFound(path: string, uri: string, cause: unknown): MlferryError {
  return new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact ${path} at ${redact(uri)}`, { cause })
}

import type { UploadBody } from '../http/call.ts'
import type { WireFile } from '../wire/wire.ts'
import { encodeArtifactPath } from './artifact-path.ts'
import type { Caller, CallOptions } from './caller.ts'
import { downloadFile } from './download-file.ts'

export interface Upload extends CallOptions {
  /** Bytes. */
  readonly size: number
  /** Lower-case hex, where it is known: some signatures cover it. */
  readonly sha256?: string
  /** The bytes from `start` on; called again for every attempt, always giving the same bytes. */
  readonly body: UploadBody['open']
}

/**
 * Files that the tracking server keeps itself or fetches from its store (`mlflow-artifacts:`). Paths are relative to the server's
 * artifact root, with `/`. Every call throws ERR_UNSAFE_PATH for a path that would leave it, and
 * ERR_ARTIFACT_NAME_UNSUPPORTED for a name that MLflow's server would take for another.
 */
export interface ArtifactProxy {
  /** One folder, not what lies deeper; `path` of a file is its name in that folder. A folder that is not there has no files. */
  list(path: string, options?: CallOptions): Promise<readonly WireFile[]>
  /** The bytes from `start` on; goes on by itself after a cut. Throws HttpError with status 404 for a file that is not there. */
  download(path: string, options?: CallOptions & { readonly start?: number }): AsyncGenerator<Uint8Array>
  /** Writes a whole file, replacing one that is there. */
  upload(path: string, options: Upload): Promise<void>
  delete(path: string, options?: CallOptions): Promise<void>
}

const base = '/api/2.0/mlflow-artifacts/artifacts'

export function createArtifactProxy(caller: Caller): ArtifactProxy {
  return {
    async list(path, { signal } = {}) {
      encodeArtifactPath(path || 'root')
      const { files = [] } = await caller.request<FileList>({
        method: 'GET',
        path: base,
        query: { path: path || undefined },
        signal,
      })
      return files
    },
    async *download(path, { start = 0, signal } = {}) {
      const call = { method: 'GET', path: `${base}/${encodeArtifactPath(path)}`, signal } as const
      yield* downloadFile(caller, { call, start })
    },
    async upload(path, { size, sha256, body, signal }) {
      const upload: UploadBody = { size, sha256, open: body }
      await caller.request({ method: 'PUT', path: `${base}/${encodeArtifactPath(path)}`, body: upload, signal })
    },
    async delete(path, { signal } = {}) {
      await caller.request({ method: 'DELETE', path: `${base}/${encodeArtifactPath(path)}`, signal })
    },
  }
}

interface FileList {
  readonly files?: readonly WireFile[]
}

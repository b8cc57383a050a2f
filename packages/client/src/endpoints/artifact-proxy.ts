import { MlferryError } from '@mlferry/core'
import { ConnectionError } from '../errors/connection-error.ts'
import { isHttpError } from '../errors/http-error.ts'
import type { Call, UploadBody } from '../http/call.ts'
import type { WireFile } from '../wire/wire.ts'
import { fileShape } from '../wire/wire-shapes.ts'
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
  /**
   * The bytes from `start` on; goes on by itself after a cut. Throws HttpError for a file that is not there: 404, with old servers
   * (2.16) 500. Throws ERR_ARTIFACT_NAME_UNSUPPORTED where a server fails to send a name beyond ASCII: see `artifacts.download`.
   */
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
        answer: { files: [fileShape] },
        signal,
      })
      return files
    },
    async *download(path, { start = 0, signal } = {}) {
      const call = { method: 'GET', path: `${base}/${encodeArtifactPath(path)}`, signal } as const
      if (isAscii(path)) yield* downloadFile(caller, { call, start })
      else yield* downloadOddName(caller, { call, start })
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

// Servers send the name along in a header: to 3.10 and later, a name beyond ASCII (Latin-1 to 2.16) ends in a bare 500 or a cut. It
// does so every time, so there is no point in asking for minutes.
async function* downloadOddName(caller: Caller, download: { call: Call; start: number }): AsyncGenerator<Uint8Array> {
  try {
    yield* downloadFile(caller, { ...download, call: { ...download.call, maxRetries: 3 } })
  } catch (error) {
    const bare = isHttpError(error) && error.status === 500 && error.mlflowCode === undefined
    if (!bare && !(error instanceof ConnectionError && error.sent)) throw error
    const message = `The tracking server failed to send a file whose name is not ASCII: ${error.message}`
    const hint = 'Newer MLflow servers can; or read the file at the artifact store itself.'
    throw new MlferryError('ERR_ARTIFACT_NAME_UNSUPPORTED', message, { hint, cause: error })
  }
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

interface FileList {
  readonly files?: readonly WireFile[]
}

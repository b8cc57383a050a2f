import type { WireFile } from '../wire/wire.ts'
import { fileShape } from '../wire/wire-shapes.ts'
import { encodeArtifactPath } from './artifact-path.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import { downloadFile } from './download-file.ts'
import { readPages } from './page-tokens.ts'

export interface ArtifactPage {
  readonly root_uri?: string
  readonly files?: readonly WireFile[]
  readonly next_page_token?: string
}

/** Whose files: a run's, or a logged model's. */
export type ArtifactOwner =
  | { readonly runId: string; readonly modelId?: undefined }
  | { readonly modelId: string; readonly runId?: undefined }

export type ListArtifacts = ArtifactOwner &
  CallOptions & {
    /** A folder; the root without it. */
    readonly path?: string
  }

export type DownloadArtifact = ArtifactOwner & CallOptions & { readonly path: string; readonly start?: number }

export type SignArtifact = ArtifactOwner & CallOptions & { readonly path: string }

export interface SignedAddress {
  /** Carries a permission for some minutes: a secret. */
  readonly presigned_url: string
  /** To be sent along. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Files of a run, or of a logged model, as the server sees them, wherever they lie. Paths are relative to the owner's root. */
export interface Artifacts {
  /** One folder, not what lies deeper. */
  list(options: ListArtifacts): AsyncGenerator<WireFile>
  listPages(options: ListArtifacts): AsyncGenerator<ArtifactPage>
  /**
   * The bytes from `start` on, fetched by the server itself: the way of MLflow's web pages. Slower than the artifact proxy or the
   * store, but up to 3.10 at least the proxy fails to send names beyond ASCII, and this does not.
   */
  download(options: DownloadArtifact): AsyncGenerator<Uint8Array>
  /** Where to PUT a file, past the server. Both throw ERR_ARTIFACT_NAME_UNSUPPORTED for a name that it would take for another. Since 3.12, of a logged model later, and only for artifacts in a cloud's store. */
  presignUpload(options: SignArtifact): Promise<SignedAddress>
  /** Where to GET a file, past the server. Since 3.15, and only for artifacts in a cloud's store. */
  presignDownload(options: SignArtifact & { readonly runId: string }): Promise<SignedAddress>
}

/** Seconds: enough for the request to begin. */
const expiration = 900

export function createArtifacts(caller: Caller): Artifacts {
  async function* listPages({ runId, modelId, path, signal }: ListArtifacts): AsyncGenerator<ArtifactPage> {
    yield* readPages((page_token) => {
      const call =
        runId === undefined
          ? { path: `${ofModel(modelId)}/directories`, query: { artifact_directory_path: path, page_token } }
          : { path: `${api2}/artifacts/list`, query: { run_id: runId, path, page_token } }
      const answer = { files: [fileShape] } as const
      return caller.request<ArtifactPage>({ method: 'GET', ...call, answer, signal })
    })
  }

  const sign = async (way: 'upload' | 'download', { runId, modelId, path, signal }: SignArtifact) => {
    encodeArtifactPath(path)
    return caller.request<SignedAddress>({
      method: 'POST',
      path: `${api2}/artifacts/presigned-${way}-url`,
      answer: { presigned_url: 'text' },
      json: { run_id: runId, model_id: modelId, path, expiration },
      repeatable: true,
      signal,
    })
  }

  return {
    listPages,
    presignUpload: (options) => sign('upload', options),
    presignDownload: (options) => sign('download', options),
    async *list(options) {
      for await (const page of listPages(options)) yield* page.files ?? []
    },
    async *download({ runId, modelId, path, start = 0, signal }) {
      encodeArtifactPath(path)
      const call =
        runId === undefined
          ? { path: `/ajax-${ofModel(modelId).slice(1)}/files`, query: { artifact_file_path: path } }
          : { path: '/get-artifact', query: { path, run_uuid: runId } }
      yield* downloadFile(caller, { call: { method: 'GET', ...call, signal }, start })
    },
  }
}

function ofModel(modelId: string): string {
  return `${api2}/logged-models/${encodeURIComponent(modelId)}/artifacts`
}

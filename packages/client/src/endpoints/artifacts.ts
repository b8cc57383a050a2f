import type { WireFile } from '../wire/wire.ts'
import { encodeArtifactPath } from './artifact-path.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import { downloadFile } from './download-file.ts'
import { readPages } from './page-tokens.ts'

export interface ListArtifacts extends CallOptions {
  readonly runId: string
  /** A folder; the root without it. */
  readonly path?: string
}

export interface ArtifactPage {
  readonly root_uri?: string
  readonly files?: readonly WireFile[]
  readonly next_page_token?: string
}

export interface DownloadArtifact extends CallOptions {
  readonly runId: string
  readonly path: string
  readonly start?: number
}

/** Files of a run as the server sees them, wherever they lie. Paths are relative to the run's root. */
export interface Artifacts {
  /** One folder, not what lies deeper. */
  list(options: ListArtifacts): AsyncGenerator<WireFile>
  listPages(options: ListArtifacts): AsyncGenerator<ArtifactPage>
  /**
   * The bytes from `start` on, fetched by the server itself: the way of MLflow's web pages. Slower than the artifact proxy or the
   * store, but up to 3.10 at least the proxy fails to send names beyond ASCII, and this does not.
   */
  download(options: DownloadArtifact): AsyncGenerator<Uint8Array>
}

export function createArtifacts(caller: Caller): Artifacts {
  async function* listPages({ runId, path, signal }: ListArtifacts): AsyncGenerator<ArtifactPage> {
    yield* readPages((page_token) => {
      const query = { run_id: runId, path, page_token }
      return caller.request<ArtifactPage>({ method: 'GET', path: `${api2}/artifacts/list`, query, signal })
    })
  }

  return {
    listPages,
    async *list(options) {
      for await (const page of listPages(options)) yield* page.files ?? []
    },
    async *download({ runId, path, start = 0, signal }) {
      encodeArtifactPath(path)
      const query = { path, run_uuid: runId }
      yield* downloadFile(caller, { call: { method: 'GET', path: '/get-artifact', query, signal }, start })
    },
  }
}

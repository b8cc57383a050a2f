import type { WireFile } from '../wire/wire.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
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

export interface Artifacts {
  /** One folder of a run, not what lies deeper. Paths are relative to the run's root. */
  list(options: ListArtifacts): AsyncGenerator<WireFile>
  listPages(options: ListArtifacts): AsyncGenerator<ArtifactPage>
}

export function createArtifacts({ request }: Caller): Artifacts {
  async function* listPages({ runId, path, signal }: ListArtifacts): AsyncGenerator<ArtifactPage> {
    yield* readPages((page_token) => {
      const query = { run_id: runId, path, page_token }
      return request<ArtifactPage>({ method: 'GET', path: `${api2}/artifacts/list`, query, signal })
    })
  }

  return {
    listPages,
    async *list(options) {
      for await (const page of listPages(options)) yield* page.files ?? []
    },
  }
}

import { join } from 'node:path'
import {
  type ArtifactRoot,
  type Capabilities,
  folderArtifactRoot,
  type Header,
  isMissingFile,
  type Listed,
  MlferryError,
  type Part,
  type Query,
  type Source,
  type Unreadable,
} from '@mlferry/core'
import { checkedArtifactRoot } from './checked-artifact-root.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { listExperiments } from './experiment/list-experiments.ts'
import type { LoadedExperiment } from './experiment/load-experiment.ts'
import type { Layout } from './layout.ts'
import type { Manifest } from './manifest.ts'
import { type ReadContext, refuseLinkOut } from './read-context.ts'
import type { RunPlace } from './run/find-runs.ts'
import { listRuns } from './run/list-runs.ts'
import { readRunParts } from './run/read-run-parts.ts'

const pageSize = 100

/** Reads an export directory: of mlferry, or of the Python tool mlflow-export-import. */
export class DirectorySource implements Source {
  readonly label: string
  readonly layout: Layout
  /** What mlferry noted about this export; undefined: the Python tool made it. */
  readonly manifest: Manifest | undefined
  readonly #context: ReadContext
  #experiments: Promise<(LoadedExperiment | Unreadable)[]> | undefined
  /** Where the runs are that were listed. */
  readonly #runs = new Map<string, RunPlace>()

  constructor(context: ReadContext, { label, manifest }: { label: string; manifest: Manifest | undefined }) {
    this.label = label
    this.layout = context.layout
    this.manifest = manifest
    this.#context = context
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    if (kind === 'experiment') yield* pages(this.#listExperiments(query, signal))
    if (kind === 'run') yield* pages(this.#listRuns(query, signal))
  }

  batchSize(kind: string): number {
    return kind === 'run' ? 1 : pageSize
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      if (ref.kind === 'run') yield* readRunParts(ref, () => this.#place(ref.id, signal), signal)
      else yield { type: 'end', of: ref }
    }
  }

  async artifacts({ ref }: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (ref.kind !== 'run') return undefined
    const { path, sums } = await this.#place(ref.id, signal)
    const folder = join(path, 'artifacts')
    await refuseLinkOut(this.#context, folder).catch((error: unknown) => {
      if (!isMissingFile(error)) throw error
    })
    const root = folderArtifactRoot(folder)
    return sums ? checkedArtifactRoot(root, artifactSums(sums)) : root
  }

  async *#listExperiments({ ids, includeDeleted }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const each of await this.#loadExperiments(signal)) {
      const listed = 'header' in each ? each.header : each
      if (ids && !ids.includes(listed.ref.id)) continue
      const deleted = 'header' in each && each.header.fields.lifecycle === 'deleted'
      if (includeDeleted || !deleted) yield listed
    }
  }

  async *#listRuns(query: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const experiment of await this.#loadExperiments(signal)) {
      if (!('header' in experiment)) continue
      if (query.scope && query.scope.id !== experiment.header.ref.id) continue
      for await (const found of listRuns(experiment, query, { context: this.#context, signal })) {
        if ('header' in found) this.#runs.set(found.header.ref.id, found.place)
        yield 'header' in found ? found.header : found
      }
    }
  }

  #loadExperiments(signal: AbortSignal): Promise<(LoadedExperiment | Unreadable)[]> {
    this.#experiments ??= Array.fromAsync(listExperiments(this.#context, signal)).catch((error: unknown) => {
      this.#experiments = undefined
      throw error
    })
    return this.#experiments
  }

  async #place(id: string, signal: AbortSignal): Promise<RunPlace> {
    if (!this.#runs.has(id)) await Array.fromAsync(this.#listRuns({ ids: [id], includeDeleted: true }, signal))
    const place = this.#runs.get(id)
    if (!place) throw new MlferryError('ERR_NOT_FOUND', `No run ${JSON.stringify(id)} in ${this.label}`)
    return place
  }
}

async function* pages(items: AsyncIterable<Listed>): AsyncGenerator<readonly Listed[]> {
  let page: Listed[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

function artifactSums(sums: ReadonlyMap<string, string>): Map<string, string> {
  const prefix = 'artifacts/'
  const artifacts = [...sums].filter(([path]) => path.startsWith(prefix))
  return new Map(artifacts.map(([path, sha256]) => [path.slice(prefix.length), sha256]))
}

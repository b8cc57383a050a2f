import { join } from 'node:path'
import {
  type ArtifactRoot,
  asMlferryError,
  type Capabilities,
  folderArtifactRoot,
  type Header,
  isAbort,
  isFatal,
  isMissingFile,
  isUnreadable,
  type Listed,
  type LoggedModelHeader,
  type MetricChunk,
  MlferryError,
  type Part,
  type Query,
  type Ref,
  type RunFields,
  type Source,
  SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import { CachedList } from './cached-list.ts'
import { checkedArtifactRoot } from './checked-artifact-root.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import {
  type LocatedDataset,
  listEvaluationDatasets,
  readDatasetParts,
} from './evaluation-dataset/list-evaluation-datasets.ts'
import { listExperiments } from './experiment/list-experiments.ts'
import type { LoadedExperiment } from './experiment/load-experiment.ts'
import { placeIn, placesInRoot, placesOf } from './find-objects.ts'
import { type FileSums, filesBelow } from './journal-text.ts'
import type { Layout } from './layout.ts'
import type { LocatedObject } from './list-objects.ts'
import { listLoggedModels } from './logged-model/list-logged-models.ts'
import { restoreNaN } from './logged-model/restore-nan.ts'
import type { Manifest } from './manifest.ts'
import { type LocatedVersion, listModelVersions } from './model-version/list-model-versions.ts'
import type { ObjectPlace } from './object-place.ts'
import { pagesOf } from './pages-of.ts'
import { listPlain } from './plain/list-plain.ts'
import type { PlainKind } from './plain/plain-kind.ts'
import { plainKind, plainOfServer } from './plain/plain-kinds.ts'
import { type LocatedPrompt, listPrompts } from './prompt/list-prompts.ts'
import { listPromptVersions } from './prompt-version/list-prompt-versions.ts'
import { type ReadContext, refuseLinkOut } from './read-context.ts'
import { type LocatedModel, listModels } from './registered-model/list-models.ts'
import { loadModel } from './registered-model/load-model.ts'
import { listRuns } from './run/list-runs.ts'
import { readRunParts } from './run/read-run-parts.ts'
import { listTraces } from './trace/list-traces.ts'
import { readTraceParts, withoutSpans } from './trace/read-trace-parts.ts'

const batchOfSmall = 100

const listings = { run: listRuns, loggedModel: listLoggedModels, trace: listTraces }

interface Seat {
  readonly experimentId: string
  readonly folder: string
}

function isListed(kind: string): kind is keyof typeof listings {
  return Object.hasOwn(listings, kind)
}

/** Reads an export directory: of mlferry, or of the Python tool mlflow-export-import. A large one has a temporary file until it is disposed. */
export class DirectorySource implements Source, AsyncDisposable {
  readonly label: string
  readonly layout: Layout
  /** What mlferry noted about this export; undefined: the Python tool made it. */
  readonly manifest: Manifest | undefined
  readonly #context: ReadContext
  readonly #experiments = new CachedList<LoadedExperiment | Unreadable>()
  readonly #models = new CachedList<LocatedModel | Unreadable>()
  readonly #prompts = new CachedList<LocatedPrompt | Unreadable>()
  readonly #datasets = new CachedList<LocatedDataset | Unreadable>()
  /** Where the runs, logged models and traces are that were listed, by their ids. */
  readonly #listed: Readonly<Record<keyof typeof listings, SpooledMap<Seat>>>
  readonly #holding = new Map<string, LoadedExperiment>()
  readonly #versions = new Map<string, LocatedVersion>()

  constructor(context: ReadContext, { label, manifest }: { label: string; manifest: Manifest | undefined }) {
    this.label = label
    this.layout = context.layout
    this.manifest = manifest
    this.#context = context
    const seats = () => new SpooledMap<Seat>(context.spool)
    this.#listed = { run: seats(), loggedModel: seats(), trace: seats() }
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities(this.layout)
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    if (query.filter !== undefined) throw filterUnsupported(this.label)
    try {
      yield* this.#list(kind, query, signal)
    } catch (error) {
      // Without its experiments an export tells nothing; the objects of one experiment are the caller's to name.
      if (kind === 'experiment' || query.scope || isAbort(error) || isFatal(error)) throw error
      yield [{ ref: { kind, id: '*' }, error: asMlferryError(error, 'ERR_LISTING', `No ${kind} can be listed`) }]
    }
  }

  async *#list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    if (kind === 'experiment') yield* pagesOf(this.#listExperiments(query, signal))
    if (isListed(kind)) yield* pagesOf(this.#listHeld(kind, query, signal))
    const plain = plainKind(kind)
    if (plain) yield* pagesOf(this.#listPlain(plain, query, signal))
    if (kind === 'registeredModel') yield* pagesOf(this.#listModels(query, signal))
    if (kind === 'modelVersion') yield* pagesOf(this.#listVersions(query, signal))
    if (kind === 'evaluationDataset') yield* pagesOf(this.#listDatasets(query, signal))
    if (kind === 'prompt' || kind === 'promptVersion') yield* pagesOf(this.#listPrompts(kind, query, signal))
  }

  batchSize(kind: string): number {
    return kind === 'run' ? 1 : batchOfSmall
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      if (ref.kind === 'run') yield* readRunParts(ref, () => this.#place(ref, signal), signal)
      else if (ref.kind === 'trace') yield* readTraceParts(ref, () => this.#place(ref, signal), this.#context)
      else if (ref.kind === 'evaluationDataset') yield* this.#readDataset(ref, signal)
      else yield { type: 'end', of: ref }
    }
  }

  async artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    const { kind } = object.ref
    if (kind === 'modelVersion') return await this.#versionFiles(object, signal)
    if (!isListed(kind)) return undefined
    const { path, sums } = await this.#place(object.ref, signal)
    const root = await this.#openFolder(join(path, 'artifacts'), sums && filesBelow(sums, 'artifacts'))
    return kind === 'trace' ? withoutSpans(root) : root
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#context.spool[Symbol.dispose]()
  }

  async *#listExperiments({ ids, includeDeleted }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const each of await this.#loadExperiments(signal)) {
      const listed = 'header' in each ? each.header : each
      if (ids && !ids.includes(listed.ref.id)) continue
      const deleted = 'header' in each && each.header.fields.lifecycle === 'deleted'
      if (includeDeleted || !deleted) yield listed
    }
  }

  async *#listHeld(kind: keyof typeof listings, query: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const experiment of await this.#loadExperiments(signal)) {
      if (!('header' in experiment)) continue
      if (query.scope && query.scope.id !== experiment.header.ref.id) continue
      this.#holding.set(experiment.header.ref.id, experiment)
      const options = { context: this.#context, signal }
      for await (const found of listings[kind](experiment, query, options)) {
        if (!('header' in found)) {
          yield found
          continue
        }
        this.#listed[kind].set(found.header.ref.id, {
          experimentId: experiment.header.ref.id,
          folder: found.place.folder,
        })
        yield kind === 'loggedModel' ? await this.#exact(found, signal) : found.header
      }
    }
  }

  async *#listPlain(kind: PlainKind, query: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    const base = { kind, query, context: this.#context, signal }
    if (plainOfServer.includes(kind)) {
      const places = placesInRoot(kind.name, this.#context)
      for await (const found of listPlain({ ...base, places, scope: undefined })) yield headerOf(found)
      return
    }
    for (const experiment of await this.#loadExperiments(signal)) {
      if (!('header' in experiment) || !experiment.sums) continue
      const scope = experiment.header.ref
      if (query.scope && query.scope.id !== scope.id) continue
      const places = placesOf(kind.name, experiment, [])
      for await (const found of listPlain({ ...base, places, scope })) yield headerOf(found)
    }
  }

  async *#listModels({ ids }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const each of await this.#loadModels(signal)) {
      const listed = 'header' in each ? each.header : each
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  }

  async *#listVersions({ scope, ids }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    const wanted = ids && new Set(ids.map((id) => id.slice(0, id.lastIndexOf('/'))))
    for (const model of await this.#loadModels(signal)) {
      const { ref } = 'header' in model ? model.header : model
      if (!('header' in model) || (scope && scope.id !== ref.id) || (wanted && !wanted.has(ref.id))) continue
      signal.throwIfAborted()
      const loaded = await loadModel(model.place, this.#context)
      const runRoot = async (id: string) => (await this.#run(id, signal))?.artifactUri
      for await (const found of listModelVersions(loaded, { runRoot })) {
        const listed = 'header' in found ? found.header : found
        if (ids && !ids.includes(listed.ref.id)) continue
        if ('header' in found) this.#versions.set(listed.ref.id, found)
        yield listed
      }
    }
  }

  async *#listDatasets({ ids }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const each of await this.#loadDatasets(signal)) {
      const listed = 'header' in each ? each.header : each
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  }

  async *#readDataset(ref: Ref, signal: AbortSignal): AsyncGenerator<Part> {
    for (const each of await this.#loadDatasets(signal)) {
      if ('header' in each && each.header.ref.id === ref.id) return yield* readDatasetParts(ref, each.place, signal)
    }
    throw this.#missing(ref)
  }

  async *#listPrompts(kind: string, { scope, ids }: Query, signal: AbortSignal): AsyncGenerator<Listed> {
    for (const prompt of await this.#prompts.get(() => listPrompts(this.#context, signal))) {
      const listed = 'header' in prompt ? prompt.header : prompt
      if (scope && scope.id !== listed.ref.id) continue
      signal.throwIfAborted()
      if (kind === 'prompt') {
        if (!ids || ids.includes(listed.ref.id)) yield listed
      } else if ('header' in prompt) {
        for await (const version of listPromptVersions(prompt, this.#context)) {
          if (!ids || ids.includes(version.ref.id)) yield version
        }
      }
    }
  }

  /** undefined: a run or a logged model of this export holds its files. */
  async #versionFiles({ ref }: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (!this.#versions.has(ref.id)) await Array.fromAsync(this.#listVersions({ ids: [ref.id] }, signal))
    const version = this.#versions.get(ref.id)
    if (!version) throw this.#missing(ref)
    const { files, header, ours } = version
    if (!files) return undefined
    // The Python tool may export the files of a version twice.
    const holder = header.links.find(({ field }) => field === 'model' || field === 'files')?.to
    if (!ours && holder && (await this.#find(holder, signal))) return undefined
    return await this.#openFolder(files.path, files.sums)
  }

  async #openFolder(folder: string, sums: FileSums | undefined): Promise<ArtifactRoot> {
    await refuseLinkOut(this.#context, folder).catch((error: unknown) => {
      if (!isMissingFile(error)) throw error
    })
    const root = folderArtifactRoot(folder)
    return sums ? checkedArtifactRoot(root, sums) : root
  }

  async #exact({ place, header }: LocatedObject, signal: AbortSignal): Promise<Header> {
    if (place.sums) return header
    return await restoreNaN(header as LoggedModelHeader, (runId) => this.#points(runId, signal))
  }

  async *#points(runId: string, signal: AbortSignal): AsyncGenerator<MetricChunk> {
    const of = { kind: 'run', id: runId }
    const place = await this.#find(of, signal)
    if (!place) return
    for await (const part of readRunParts(of, async () => place, signal)) if (part.type === 'metrics') yield part.chunk
  }

  async #run(id: string, signal: AbortSignal): Promise<RunFields | undefined> {
    const [run] = await Array.fromAsync(this.#listHeld('run', { ids: [id], includeDeleted: true }, signal))
    return run && !isUnreadable(run) ? (run.fields as RunFields) : undefined
  }

  async #place(ref: Ref, signal: AbortSignal): Promise<ObjectPlace> {
    const place = await this.#find(ref, signal)
    if (!place) throw this.#missing(ref)
    return place
  }

  async #find(ref: Ref, signal: AbortSignal): Promise<ObjectPlace | undefined> {
    const { kind, id } = ref
    if (!isListed(kind)) return undefined
    if (!this.#listed[kind].has(id)) {
      await Array.fromAsync(this.#listHeld(kind, { ids: [id], includeDeleted: true }, signal))
    }
    const seat = this.#listed[kind].get(id)
    const experiment = seat && this.#holding.get(seat.experimentId)
    return experiment && (await placeIn(experiment, { kind, folder: seat.folder }))
  }

  #loadExperiments(signal: AbortSignal): Promise<(LoadedExperiment | Unreadable)[]> {
    return this.#experiments.get(() => listExperiments(this.#context, signal))
  }

  #loadDatasets(signal: AbortSignal): Promise<(LocatedDataset | Unreadable)[]> {
    return this.#datasets.get(() => listEvaluationDatasets(this.#context, signal))
  }

  #loadModels(signal: AbortSignal): Promise<(LocatedModel | Unreadable)[]> {
    return this.#models.get(() => listModels(this.#context, signal))
  }

  #missing({ kind, id }: Ref): MlferryError {
    return new MlferryError('ERR_NOT_FOUND', `No ${kind} ${JSON.stringify(id)} in ${this.label}`)
  }
}

function headerOf(found: LocatedObject | Unreadable): Listed {
  return 'header' in found ? found.header : found
}

function filterUnsupported(label: string): MlferryError {
  return new MlferryError(
    'ERR_FILTER_UNSUPPORTED',
    `${label} is a directory: it cannot tell what a filter holds for.`,
    {
      hint: 'Give the filter when you export, or copy from a server.',
    },
  )
}

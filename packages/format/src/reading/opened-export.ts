import {
  type ArtifactRoot,
  folderArtifactRoot,
  isMissingFile,
  MlferryError,
  type PromptVersionHeader,
  type Ref,
  SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import { checkedArtifactRoot } from '../checksums/checked-artifact-root.ts'
import { type ChangedIndex, changedIndexes } from '../checksums/index-files.ts'
import type { Checksums, FileSums } from '../checksums/journal-lines.ts'
import { readChecksums } from '../checksums/read-checksums.ts'
import { type LocatedDataset, listEvaluationDatasets } from '../evaluation-dataset/list-evaluation-datasets.ts'
import { listExperiments } from '../experiment/list-experiments.ts'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import type { Manifest } from '../layout/manifest.ts'
import { listedLoggedModels } from '../logged-model/list-logged-models.ts'
import type { LocatedVersion } from '../model-version/list-model-versions.ts'
import { type LocatedPrompt, listPrompts } from '../prompt/list-prompts.ts'
import { type LocatedModel, listModels } from '../registered-model/list-models.ts'
import type { LoadedModel } from '../registered-model/load-model.ts'
import { listedRuns } from '../run/list-runs.ts'
import { listedTraces } from '../trace/list-traces.ts'
import { CachedList } from './cached-list.ts'
import { ExperimentObjects } from './experiment-objects.ts'
import { type ReadContext, refuseLinkOut } from './read-context.ts'

/** An export that is read, and what was found out about it so far. */
export class OpenedExport {
  readonly label: string
  readonly context: ReadContext
  readonly runs: ExperimentObjects
  readonly loggedModels: ExperimentObjects
  readonly traces: ExperimentObjects
  /** The files of listed registered models, by name. Their versions are listed from these. */
  readonly modelFiles: SpooledMap<LoadedModel>
  /** Prompt versions that were listed, by the path of their file. */
  readonly promptVersions: SpooledMap<PromptVersionHeader>
  /** Model versions that were listed, by id. */
  readonly versions = new Map<string, LocatedVersion>()
  readonly #experiments = new CachedList<LoadedExperiment | Unreadable>()
  readonly #models = new CachedList<LocatedModel | Unreadable>()
  readonly #prompts = new CachedList<LocatedPrompt | Unreadable>()
  readonly #datasets = new CachedList<LocatedDataset | Unreadable>()

  readonly #changedIndexes = new CachedList<ChangedIndex>()
  #rootSums: Promise<Checksums | undefined> | undefined
  readonly #manifest: Manifest | undefined

  constructor(label: string, context: ReadContext, manifest: Manifest | undefined) {
    this.label = label
    this.context = context
    this.#manifest = manifest
    this.modelFiles = new SpooledMap(context.spool)
    this.promptVersions = new SpooledMap(context.spool)
    this.runs = new ExperimentObjects(listedRuns, this)
    this.loggedModels = new ExperimentObjects(listedLoggedModels, this)
    this.traces = new ExperimentObjects(listedTraces, this)
  }

  experiments(signal: AbortSignal): Promise<(LoadedExperiment | Unreadable)[]> {
    return this.#experiments.get(() => listExperiments(this.context, signal))
  }

  models(signal: AbortSignal): Promise<(LocatedModel | Unreadable)[]> {
    return this.#models.get(() =>
      listModels(this.context, (model) => this.modelFiles.set(model.header.ref.id, model), signal),
    )
  }

  prompts(signal: AbortSignal): Promise<(LocatedPrompt | Unreadable)[]> {
    return this.#prompts.get(() => listPrompts(this.context, this.promptVersions, signal))
  }

  datasets(signal: AbortSignal): Promise<(LocatedDataset | Unreadable)[]> {
    return this.#datasets.get(() => listEvaluationDatasets(this.context, signal))
  }

  /** Checksums in the root of the export. undefined: there is no SHA256SUMS. */
  rootSums(): Promise<Checksums | undefined> {
    this.#rootSums ??= readChecksums(this.context.dir, '', this.context)
    return this.#rootSums
  }

  /** Index files that changed after mlferry wrote them. */
  changedIndexes(): Promise<ChangedIndex[]> {
    return this.#changedIndexes.get(() => changedIndexes(this.context.dir, this.#manifest))
  }

  /** The files of a folder, checked against `sums` while they are read. Throws if the folder is a link that leads out of the export. */
  async folder(path: string, sums: FileSums | undefined): Promise<ArtifactRoot> {
    await refuseLinkOut(this.context, path).catch((error: unknown) => {
      if (!isMissingFile(error)) throw error
    })
    const root = folderArtifactRoot(path)
    return sums ? checkedArtifactRoot(root, sums) : root
  }

  missing({ kind, id }: Ref): MlferryError {
    return new MlferryError('ERR_NOT_FOUND', `No ${kind} ${JSON.stringify(id)} in ${this.label}`)
  }
}

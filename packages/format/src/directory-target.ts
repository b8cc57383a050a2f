import {
  type Capabilities,
  type EvaluationDatasetHeader,
  type ExperimentFields,
  type Header,
  type JsonObject,
  type Link,
  type LoggedModelHeader,
  MlferryError,
  type ModelVersionHeader,
  type OpenContext,
  type PromptHeader,
  type PromptVersionHeader,
  type Ref,
  type RegisteredModelHeader,
  type RunHeader,
  Spool,
  type Target,
  type TraceHeader,
  type Writer,
  type Written,
} from '@mlferry/core'
import { completeExport } from './complete-export.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { EvaluationDatasetFiles } from './evaluation-dataset/evaluation-dataset-files.ts'
import { writeEvaluationDataset } from './evaluation-dataset/write-evaluation-dataset.ts'
import { ExperimentWriter } from './experiment/write-experiment.ts'
import { writtenExperiments } from './experiment/written-experiments.ts'
import type { ExperimentFolder } from './experiment-folder.ts'
import { ExperimentTree } from './experiment-tree.ts'
import { heldKinds } from './held-kinds.ts'
import { sumIndexFiles } from './index-files.ts'
import { writeLoggedModel } from './logged-model/write-logged-model.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { ModelTree } from './model-tree.ts'
import { writeModelVersion } from './model-version/write-model-version.ts'
import { writtenVersions } from './model-version/written-versions.ts'
import { pagesOf } from './pages-of.ts'
import { plainKind } from './plain/plain-kinds.ts'
import { writePlain } from './plain/write-plain.ts'
import { PromptFiles } from './prompt/prompt-files.ts'
import { writePrompt } from './prompt/write-prompt.ts'
import { writePromptVersion } from './prompt-version/write-prompt-version.ts'
import { RegisteredModelWriter } from './registered-model/write-registered-model.ts'
import { writtenModels } from './registered-model/written-models.ts'
import { relinkObject } from './relink-object.ts'
import { writeRun } from './run/write-run.ts'
import { ServerFolder } from './server-folder.ts'
import { systemStanza } from './system-stanza.ts'
import { writeTrace } from './trace/write-trace.ts'
import { writtenFiles } from './written-files.ts'
import { writtenObjects } from './written-objects.ts'

const pageSize = 1000

export interface DirectoryTargetOptions {
  readonly dir: string
  readonly manifest: Manifest
  readonly release: () => Promise<void>
}

/** Writes an export directory. Ids are those of the source, so that importing it is like copying from there. */
export class DirectoryTarget implements Target, AsyncDisposable {
  readonly label: string
  readonly #options: DirectoryTargetOptions
  /** Takes what is known of each object. */
  readonly #spool = new Spool()
  readonly #tree: ExperimentTree
  readonly #models: ModelTree
  readonly #prompts: PromptFiles
  readonly #server: ServerFolder
  readonly #datasets: EvaluationDatasetFiles
  readonly #system: JsonObject

  constructor(options: DirectoryTargetOptions) {
    const { dir, manifest } = options
    this.label = dir
    this.#options = options
    this.#system = systemStanza(manifest)
    this.#tree = new ExperimentTree(dir, { layout: manifest.layout, spool: this.#spool })
    this.#server = new ServerFolder(dir, this.#spool)
    this.#models = new ModelTree({ dir, layout: manifest.layout, system: this.#system })
    this.#prompts = new PromptFiles({ dir, layout: manifest.layout, system: this.#system })
    this.#datasets = new EvaluationDatasetFiles({ dir, layout: manifest.layout, system: this.#system })
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities(this.#options.manifest.layout)
  }

  async *written(kind: string, scope: Ref | undefined, signal: AbortSignal): AsyncGenerator<readonly Written[]> {
    for await (const all of this.#written(kind, scope)) {
      signal.throwIfAborted()
      yield* pagesOf(all, pageSize)
    }
  }

  async open(object: Header, context: OpenContext): Promise<Writer> {
    const system = this.#system
    const scope = (context.scope ?? object.scope)?.id
    switch (object.ref.kind) {
      case 'experiment': {
        const experiment = await this.#tree.folder(object.ref.id)
        return new ExperimentWriter({ header: object as Header<ExperimentFields>, context, experiment, system })
      }
      case 'run': {
        const experiment = await this.#tree.folder(scope ?? '0')
        this.#refuseSecondRun(object.ref.id, experiment)
        return await writeRun({ header: object as RunHeader, context, experiment, system })
      }
      case 'loggedModel': {
        const experiment = await this.#tree.folder(scope ?? '0')
        return await writeLoggedModel({ header: object as LoggedModelHeader, context, experiment, system })
      }
      case 'trace': {
        const experiment = await this.#tree.folder(scope ?? '0')
        return await writeTrace({ header: object as TraceHeader, context, experiment, system })
      }
      case 'registeredModel': {
        const header = object as RegisteredModelHeader
        return new RegisteredModelWriter({ header, context, folder: await this.#models.folder(header.fields.name) })
      }
      case 'modelVersion':
        return await this.#openVersion(object as ModelVersionHeader, context, scope)
      case 'prompt':
        return await writePrompt({ header: object as PromptHeader, context, prompts: this.#prompts, system })
      case 'promptVersion':
        return await writePromptVersion({
          header: object as PromptVersionHeader,
          context,
          prompts: this.#prompts,
          system,
        })
      case 'evaluationDataset': {
        const header = object as EvaluationDatasetHeader
        return await writeEvaluationDataset({ header, context, datasets: this.#datasets, system })
      }
      default:
        return await this.#openPlain(object, context, scope)
    }
  }

  async relink(target: Ref, _resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    if (target.kind === 'prompt' || target.kind === 'promptVersion') {
      return await this.#prompts.files.relink(target, pending)
    }
    if (target.kind === 'evaluationDataset') return await this.#datasets.files.relink(target, pending)
    if (target.kind === 'modelVersion') {
      const end = target.id.lastIndexOf('/')
      const folder = await this.#models.folder(target.id.slice(0, end))
      return await folder.relink(Number(target.id.slice(end + 1)), pending)
    }
    for (const id of (await this.#tree.names()).keys()) {
      const objects = (await this.#tree.folder(id)).objects(target.kind)
      if (objects?.sealed.has(target.id)) await relinkObject(objects, target.id, pending)
    }
  }

  async complete(signal: AbortSignal): Promise<void> {
    const { dir, manifest } = this.#options
    const [tree, models, prompts, datasets] = [this.#tree, this.#models, this.#prompts, this.#datasets]
    await completeExport(
      { dir, layout: manifest.layout, system: this.#system, tree, models, prompts, datasets },
      signal,
    )
    await writeManifest(dir, {
      ...manifest,
      state: 'complete',
      files: await sumIndexFiles(dir, manifest.layout),
    })
    await this[Symbol.asyncDispose]()
  }

  /** Lets other processes write the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#models.flush()
    } finally {
      this.#spool[Symbol.dispose]()
      await this.#options.release()
    }
  }

  async *#written(kind: string, scope: Ref | undefined): AsyncGenerator<Iterable<Written>> {
    if (kind === 'experiment') yield await writtenExperiments(this.label, await this.#tree.names())
    if (kind === 'registeredModel') yield writtenModels(await this.#models.models())
    const ofServer = await this.#server.objects(kind)
    if (ofServer) yield writtenObjects(ofServer)
    if (kind in heldKinds && !ofServer) {
      for (const id of scope ? [scope.id] : (await this.#tree.names()).keys()) {
        const objects = (await this.#tree.folder(id)).objects(kind)
        if (objects) yield writtenObjects(objects)
      }
    }
    if (kind === 'prompt' || kind === 'promptVersion') yield writtenFiles(await this.#prompts.files.load(), kind)
    if (kind === 'evaluationDataset') yield writtenFiles(await this.#datasets.files.load(), kind)
    if (kind === 'modelVersion') {
      for (const [name, folder] of await this.#models.models()) {
        if (!scope || scope.id === name) yield writtenVersions(name, folder)
      }
    }
  }

  async #openPlain(header: Header, context: OpenContext, scope: string | undefined): Promise<Writer> {
    const kind = plainKind(header.ref.kind)
    const held = scope === undefined ? this.#server : await this.#tree.folder(scope)
    const objects = kind && (await held.objects(kind.name))
    if (!objects)
      throw new MlferryError('ERR_KIND_NOT_HELD', `${this.label} holds no objects of kind ${header.ref.kind}`)
    return await writePlain({ header, context, kind, objects, system: this.#system })
  }

  async #openVersion(header: ModelVersionHeader, context: OpenContext, scope: string | undefined): Promise<Writer> {
    const name = scope ?? header.fields.name
    const run = header.links.find(({ field }) => field === 'run')
    const sourceRun = { experimentName: run ? await this.#tree.experimentOf(run.to.id) : '' }
    return await writeModelVersion({ header, context, name, sourceRun, folder: await this.#models.folder(name) })
  }

  #refuseSecondRun(id: string, { runs: { sealed, unsealed } }: ExperimentFolder): void {
    if (this.#options.manifest.layout !== 'run') return
    const other = [...sealed.keys(), ...unsealed].find((each) => each !== id)
    if (other === undefined) return
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.label} holds one run, ${other}, not ${id}`)
  }
}

import {
  type Capabilities,
  type ExperimentFields,
  type Header,
  type JsonObject,
  type Link,
  MlferryError,
  type OpenContext,
  type Ref,
  type RunHeader,
  type Target,
  type Writer,
  type Written,
} from '@mlferry/core'
import { completeExport } from './complete-export.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { ExperimentWriter } from './experiment/write-experiment.ts'
import { writtenExperiments } from './experiment/written-experiments.ts'
import type { ExperimentFolder } from './experiment-folder.ts'
import { ExperimentTree } from './experiment-tree.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { relinkRun } from './run/relink-run.ts'
import { writeRun } from './run/write-run.ts'
import { systemStanza } from './system-stanza.ts'

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
  readonly #tree: ExperimentTree
  readonly #system: JsonObject

  constructor(options: DirectoryTargetOptions) {
    this.label = options.dir
    this.#options = options
    this.#tree = new ExperimentTree(options.dir, options.manifest.layout)
    this.#system = systemStanza(options.manifest)
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities
  }

  async *written(kind: string, scope: Ref | undefined, signal: AbortSignal): AsyncGenerator<readonly Written[]> {
    if (kind === 'experiment') yield await writtenExperiments(this.label, await this.#tree.names())
    if (kind !== 'run') return
    for (const id of scope ? [scope.id] : (await this.#tree.names()).keys()) {
      signal.throwIfAborted()
      const { runs } = await this.#tree.folder(id)
      const all = [...runs.values()]
      for (let start = 0; start < all.length; start += pageSize) {
        yield all.slice(start, start + pageSize).map((run) => ({
          key: run.id,
          target: { kind: 'run', id: run.id },
          ours: true,
          sealed: run.fingerprint ?? undefined,
          deleted: run.lifecycle === 'deleted',
          pending: run.pending,
        }))
      }
    }
  }

  async open(object: Header, context: OpenContext): Promise<Writer> {
    const system = this.#system
    if (object.ref.kind === 'experiment') {
      const experiment = await this.#tree.folder(object.ref.id)
      return new ExperimentWriter({ header: object as Header<ExperimentFields>, context, experiment, system })
    }
    if (object.ref.kind !== 'run') {
      throw new MlferryError('ERR_KIND_NOT_HELD', `${this.label} holds no objects of kind ${object.ref.kind}`)
    }
    const experiment = await this.#tree.folder((context.scope ?? object.scope)?.id ?? '0')
    this.#refuseSecondRun(object.ref.id, experiment)
    return await writeRun({ header: object as RunHeader, context, experiment, system })
  }

  async relink(target: Ref, _resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    for (const id of (await this.#tree.names()).keys()) {
      const experiment = await this.#tree.folder(id)
      if (target.kind === 'run' && experiment.runs.has(target.id)) await relinkRun(experiment, target.id, pending)
    }
  }

  async complete(signal: AbortSignal): Promise<void> {
    const { dir, manifest } = this.#options
    await completeExport({ dir, layout: manifest.layout, system: this.#system, tree: this.#tree }, signal)
    await writeManifest(dir, { ...manifest, state: 'complete' })
    await this[Symbol.asyncDispose]()
  }

  /** Lets other processes write the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.release()
  }

  #refuseSecondRun(id: string, { runs, unsealed }: ExperimentFolder): void {
    if (this.#options.manifest.layout !== 'run') return
    const other = [...runs.keys(), ...unsealed].find((each) => each !== id)
    if (other === undefined) return
    throw new MlferryError('ERR_EXPORT_LAYOUT', `${this.label} holds one run, ${other}, not ${id}`)
  }
}

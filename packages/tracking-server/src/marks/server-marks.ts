import type { MlflowClient } from '@mlferry/client'
import { InternalError, type MarkedObject, type Marks, type Ref, refKey } from '@mlferry/core'
import { experimentOfLease, isLeft, leaseTag, readLease } from '../lease/lease-tag.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerConnection, ServerContext } from '../server/server-context.ts'
import { listMarked } from './list-marked.ts'
import { forgetRestored, isRestoredNote, notedRestored, noteRestored } from './restored-notes.ts'

export interface ServerMarksOptions {
  readonly context: ServerContext
  /** The server of the model registry, where that is another one. */
  readonly registry?: ServerContext | undefined
  /** Where the lease is, which of a workspace is the server as its default workspace shows it. */
  readonly leasedAt: ServerConnection
}

/** The marks of a tracking server: tags of its objects. */
export class ServerMarks implements Marks {
  readonly #context: ServerContext
  readonly #registry: ServerContext
  readonly #leasedAt: ServerConnection
  /** Experiments that are deleted, and those of them that were brought back for a moment. */
  readonly #deleted = new Set<string>()
  readonly #restored = new Map<string, Promise<void>>()

  constructor({ context, registry = context, leasedAt }: ServerMarksOptions) {
    this.#context = context
    this.#registry = registry
    this.#leasedAt = leasedAt
  }

  async *list(signal: AbortSignal): AsyncGenerator<MarkedObject> {
    for await (const object of listMarked({ context: this.#context, registry: this.#registry }, signal)) {
      if (object.ref.kind === 'experiment' && object.deleted) this.#deleted.add(object.ref.id)
      // The lease is held while marks are taken away: it goes last.
      const keys = object.keys.filter((key) => key !== leaseTag)
      if (keys.length > 0) yield { ...object, keys }
    }
  }

  async remove({ ref, keys, scope, deleted }: MarkedObject, signal: AbortSignal): Promise<void> {
    const experiment = ref.kind === 'experiment' ? ref.id : scope?.id
    const isBack = experiment !== undefined && (await this.#bringBack(experiment, signal))
    const deleteTags = async () => {
      // What a killed job left restored is deleted in the end, and its note after that.
      for (const key of keys) if (!isRestoredNote(key)) await this.#deleteTag(ref, key, signal).catch(ifMissing)
    }
    // With its experiment a run comes back too.
    if (ref.kind !== 'run' || !deleted || isBack) return await deleteTags()
    const { runs } = await lasting(this.#context)
    await this.#restore(ref, () => runs.restore({ runId: ref.id }), signal)
    try {
      await deleteTags()
    } finally {
      await runs.delete({ runId: ref.id })
      await forgetRestored(ref, await lasting(this.#leasedAt))
    }
  }

  async complete(): Promise<void> {
    await Promise.allSettled(this.#restored.values())
    const place = await lasting(this.#leasedAt)
    // A user who may not write notes has none of what this job restored.
    const own = [...this.#restored.keys()].map((id) => ({ kind: 'experiment', id }))
    const restored = new Map([...own, ...(await notedRestored(place))].map((ref) => [refKey(ref), ref]))
    for (const ref of restored.values()) if (await this.#deleteAgain(ref)) await forgetRestored(ref, place)
    const lease = (await readLease({ client: place, signal: new AbortController().signal })) ?? ''
    // Another job may have taken it since.
    if (lease !== '' && !isLeft(lease))
      await place.experiments.deleteTag({ experimentId: experimentOfLease, key: leaseTag })
  }

  /** False for an object that another workspace has. */
  async #deleteAgain({ kind, id }: Ref): Promise<boolean> {
    const { experiments, runs } = await lasting(this.#context)
    const [get, remove] =
      kind === 'run'
        ? [async () => (await runs.get({ runId: id })).info, () => runs.delete({ runId: id })]
        : [() => experiments.get({ experimentId: id }), () => experiments.delete({ experimentId: id })]
    const found = await get().catch(ifMissing)
    if (found && found.lifecycle_stage !== 'deleted') await remove()
    return found !== undefined
  }

  /** True for an experiment that was deleted: it takes no change as long as it is. */
  async #bringBack(experimentId: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#deleted.has(experimentId)) return false
    const { experiments } = await lasting(this.#context)
    const ref = { kind: 'experiment', id: experimentId }
    const restored =
      this.#restored.get(experimentId) ?? this.#restore(ref, () => experiments.restore({ experimentId }), signal)
    this.#restored.set(experimentId, restored)
    await restored
    return true
  }

  async #restore(ref: Ref, restore: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const leave = await this.#context.gate?.enter(signal)
    try {
      await noteRestored(ref, await lasting(this.#leasedAt))
      await restore()
    } finally {
      leave?.()
    }
  }

  async #deleteTag({ kind, id }: Ref, key: string, signal: AbortSignal): Promise<void> {
    const { experiments, runs, loggedModels, traces, evaluationDatasets } = this.#context.client
    const { registeredModels, modelVersions } = this.#registry.client
    const slash = id.lastIndexOf('/')
    switch (kind) {
      case 'experiment':
        return experiments.deleteTag({ experimentId: id, key, signal })
      case 'run':
        return runs.deleteTag({ runId: id, key, signal })
      case 'loggedModel':
        return loggedModels.deleteTag({ modelId: id, key, signal })
      case 'registeredModel':
      case 'prompt':
        return registeredModels.deleteTag({ name: id, key, signal })
      case 'modelVersion':
      case 'promptVersion':
        return modelVersions.deleteTag({ name: id.slice(0, slash), version: id.slice(slash + 1), key, signal })
      case 'trace':
        return traces.deleteTag({ traceId: id, key, signal })
      case 'evaluationDataset':
        return evaluationDatasets.deleteTag({ datasetId: id, key, signal })
      default:
        throw new InternalError(`A ${kind} has no tags.`)
    }
  }
}

/** Calls that no interruption cuts off: whoever brings something back has to know whether it is. */
async function lasting({ leasing, client }: ServerConnection): Promise<MlflowClient> {
  return (await leasing?.client()) ?? client
}

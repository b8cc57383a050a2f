import type { MlflowClient } from '@mlferry/client'
import { InternalError, type MarkedObject, type Marks, type Ref } from '@mlferry/core'
import { experimentOfLease, leaseTag } from '../lease/lease-tag.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { listMarked } from './list-marked.ts'

/** The marks of a tracking server: tags of its objects. */
export class ServerMarks implements Marks {
  readonly #context: ServerContext
  readonly #registry: ServerContext
  /** Experiments that are deleted, and those of them that were brought back for a moment. */
  readonly #deleted = new Set<string>()
  readonly #restored = new Map<string, Promise<void>>()

  /** `registry`: the server of the model registry, where that is another one. */
  constructor(context: ServerContext, registry = context) {
    this.#context = context
    this.#registry = registry
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
      for (const key of keys) await this.#deleteTag(ref, key, signal).catch(ifMissing)
    }
    // With its experiment a run comes back too.
    if (ref.kind !== 'run' || !deleted || isBack) return await deleteTags()
    const { runs } = await this.#lasting()
    await this.#gated(() => runs.restore({ runId: ref.id }), signal)
    try {
      await deleteTags()
    } finally {
      await runs.delete({ runId: ref.id })
    }
  }

  async complete(): Promise<void> {
    const { experiments } = await this.#lasting()
    for (const [experimentId, restored] of this.#restored) {
      const isBack = await restored.then(
        () => true,
        () => false,
      )
      if (isBack) await experiments.delete({ experimentId })
    }
    await experiments.deleteTag({ experimentId: experimentOfLease, key: leaseTag }).catch(ifMissing)
  }

  /** True for an experiment that was deleted: it takes no change as long as it is. */
  async #bringBack(experimentId: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#deleted.has(experimentId)) return false
    const { experiments } = await this.#lasting()
    const restored =
      this.#restored.get(experimentId) ?? this.#gated(() => experiments.restore({ experimentId }), signal)
    this.#restored.set(experimentId, restored)
    await restored
    return true
  }

  /** Calls that no interruption cuts off: whoever brings something back has to know whether it is. */
  async #lasting(): Promise<MlflowClient> {
    return (await this.#context.leasing?.client()) ?? this.#context.client
  }

  async #gated(write: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const leave = await this.#context.gate?.enter(signal)
    try {
      await write()
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

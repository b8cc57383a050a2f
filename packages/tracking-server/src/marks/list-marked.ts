import { type MarkedObject, modelVersionId, type Ref } from '@mlferry/core'
import { evaluationDatasetOnServer } from '../evaluation-dataset/evaluation-dataset-on-server.ts'
import { loggedModelOnServer } from '../logged-model/logged-model-on-server.ts'
import { searchVersions } from '../model-version/read-model-version.ts'
import { promptFilter } from '../prompt/read-prompt.ts'
import { searchPromptVersions } from '../prompt-version/read-prompt-version.ts'
import { listRuns } from '../run/list-runs.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { tagMap } from '../server/tag-map.ts'
import { whyMissing } from '../server/why-missing.ts'
import { searchV3, speaksV3 } from '../trace/list-headers.ts'
import { listTraces } from '../trace/list-traces.ts'
import { traceOnServer } from '../trace/trace-on-server.ts'
import { markedObject, type TaggedObject } from './marked-object.ts'

/** Experiments in one search: their ids stand in the request. */
const together = 50

export interface MarkedServers {
  readonly context: ServerContext
  /** Of registered models and prompts: the same one, or a server of their own. */
  readonly registry: ServerContext
}

/** Every object of a server with a mark, what holds others first. Objects without tags are marked by tags of their experiment. */
export async function* listMarked(servers: MarkedServers, signal: AbortSignal): AsyncGenerator<MarkedObject> {
  for await (const object of listTagged(servers, signal)) {
    const marked = markedObject(object)
    if (marked) yield marked
  }
}

async function* listTagged({ context, registry }: MarkedServers, signal: AbortSignal): AsyncGenerator<TaggedObject> {
  const isHeld = async (kind: ServerKind) => (await whyMissing(kind, context, signal)) === undefined
  const experiments: string[] = []
  for await (const object of experimentsOf(context, signal)) {
    experiments.push(object.ref.id)
    yield object
  }
  for (let start = 0; start < experiments.length; start += together) {
    const experimentIds = experiments.slice(start, start + together)
    yield* runsOf(experimentIds, context, signal)
    if (await isHeld(loggedModelOnServer)) yield* loggedModelsOf(experimentIds, context, signal)
    if ((await isHeld(traceOnServer)) && (await speaksV3(context, signal))) {
      yield* tracesOf(experimentIds, context, signal)
    }
  }
  yield* registryOf(registry, signal)
  if (await isHeld(evaluationDatasetOnServer)) yield* datasetsOf(context, signal)
}

async function* experimentsOf({ client }: ServerContext, signal: AbortSignal): AsyncGenerator<TaggedObject> {
  for await (const each of client.experiments.search({ viewType: 'ALL', signal })) {
    const ref = { kind: 'experiment', id: each.experiment_id }
    yield { ref, title: each.name, tags: tagMap(each.tags), deleted: each.lifecycle_stage === 'deleted' }
  }
}

async function* runsOf(experimentIds: readonly string[], context: ServerContext, signal: AbortSignal) {
  for await (const page of listRuns({ experimentIds, includeDeleted: true }, context, signal)) {
    for (const { info, data } of page) {
      const ref = { kind: 'run', id: info.run_id }
      const deleted = info.lifecycle_stage === 'deleted'
      yield {
        ref,
        title: info.run_name ?? '',
        scope: experiment(info.experiment_id),
        tags: tagMap(data?.tags),
        deleted,
      }
    }
  }
}

async function* loggedModelsOf(experimentIds: readonly string[], { client }: ServerContext, signal: AbortSignal) {
  for await (const { info } of client.loggedModels.search({ experimentIds, signal })) {
    const ref = { kind: 'loggedModel', id: info.model_id }
    yield { ref, title: info.name ?? '', scope: experiment(info.experiment_id), tags: tagMap(info.tags) }
  }
}

async function* tracesOf(experimentIds: readonly string[], context: ServerContext, signal: AbortSignal) {
  for await (const page of listTraces({ experimentIds }, searchV3(context, signal))) {
    for (const { trace_id: id, tags = {} } of page) {
      yield { ref: { kind: 'trace', id }, title: '', tags: new Map(Object.entries(tags)) }
    }
  }
}

async function* registryOf(context: ServerContext, signal: AbortSignal): AsyncGenerator<TaggedObject> {
  const { registeredModels } = context.client
  const sorts = [
    { of: 'registeredModel', version: 'modelVersion', search: searchVersions },
    { of: 'prompt', version: 'promptVersion', search: searchPromptVersions, filter: promptFilter },
  ]
  for (const { of, version: kind, search, filter } of sorts) {
    for await (const page of registeredModels.searchPages({ ...(filter ? { filter } : {}), signal })) {
      for (const { name, tags } of page.registered_models ?? []) {
        yield { ref: { kind: of, id: name }, title: name, tags: tagMap(tags) }
        for await (const { version, tags: own } of search(name, context, signal)) {
          const id = modelVersionId(name, version)
          yield { ref: { kind, id }, title: id, tags: tagMap(own) }
        }
      }
    }
  }
}

async function* datasetsOf({ client }: ServerContext, signal: AbortSignal): AsyncGenerator<TaggedObject> {
  const found = client.evaluationDatasets.searchPages({ signal })[Symbol.asyncIterator]()
  for (;;) {
    const page = await found.next().catch(ifMissing)
    if (!page || page.done) return
    for (const { dataset_id: id, name, tags } of page.value.datasets ?? []) {
      const own = tags ? (JSON.parse(tags) as Record<string, string>) : {}
      yield { ref: { kind: 'evaluationDataset', id }, title: name, tags: new Map(Object.entries(own)) }
    }
  }
}

function experiment(id: string): Ref {
  return { kind: 'experiment', id }
}

import {
  type DatasetInput,
  type Link,
  type MetricPoint,
  mlflowTags,
  ownTags,
  type Ref,
  type RunFields,
  type RunHeader,
  runFingerprint,
  runLinksInTags,
  runLinkTags,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { readTexts, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'
import { toMetricPoint } from './latest-metrics.ts'

export interface RunSurroundings {
  /** The id, if the file does not say it. */
  readonly folder: string
  readonly scope: Ref | undefined
  /** The newest points in the file. Used if the stanza of mlferry does not name them. */
  readonly latestMetrics: ReadonlyMap<string, MetricPoint>
}

/** The header of a run.json that its schema took. */
export function readRun(file: JsonObject, around: RunSurroundings): RunHeader {
  const mlflow = file.mlflow as JsonObject
  const info = mlflow.info as JsonObject
  const stanza = (file.mlferry ?? {}) as JsonObject
  const tags = readTexts(mlflow.tags)
  const links = linksIn(stanza) ?? readLinks(mlflow, tags)
  const scope = around.scope ?? scopeOf(info)
  const fields: RunFields = {
    name: (info.run_name as string | null | undefined) ?? tags.get(mlflowTags.runName) ?? '',
    status: info.status as string,
    startTime: (info.start_time as number | null | undefined) ?? null,
    endTime: (info.end_time as number | null | undefined) ?? null,
    userId: (info.user_id as string | null | undefined) ?? '',
    lifecycle: info.lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    artifactUri: (info.artifact_uri as string | null | undefined) ?? '',
    params: readTexts(mlflow.params),
    tags: ownTags(tags, Object.values(runLinkTags)),
    latestMetrics: stanza.latestMetrics ? readLatest(stanza.latestMetrics as JsonObject) : around.latestMetrics,
    datasetInputs: readDatasetInputs((mlflow.inputs as JsonObject | null | undefined)?.dataset_inputs),
    extra: (stanza.extra as JsonObject | undefined) ?? readExtra(mlflow, info),
  }
  return {
    ref: { kind: 'run', id: String(info.run_id ?? info.run_uuid ?? around.folder) },
    ...(scope ? { scope } : {}),
    fields,
    links,
    fingerprint: runFingerprint(fields, links),
    ...readOrigin(stanza.origin, tags),
  }
}

function scopeOf({ experiment_id: id }: JsonObject): Ref {
  return { kind: 'experiment', id: String(id ?? '0') }
}

function readLinks(mlflow: JsonObject, tags: ReadonlyMap<string, string>): Link[] {
  const { inputs, outputs } = mlflow as { inputs?: JsonObject | null; outputs?: JsonObject | null }
  return [
    ...runLinksInTags(tags),
    ...modelLinks('modelInputs', inputs?.model_inputs),
    ...modelLinks('modelOutputs', outputs?.model_outputs),
  ]
}

function modelLinks(field: string, models: JsonValue | undefined): Link[] {
  return ((models ?? []) as readonly JsonObject[]).map(({ model_id: id, step }) => ({
    field,
    to: { kind: 'loggedModel', id: String(id) },
    ...(step === undefined || step === null ? {} : { data: { step } }),
  }))
}

function readLatest(latest: JsonObject): Map<string, MetricPoint> {
  const points = Object.entries(latest) as [string, { value: number | bigint; timestamp: number; step: number }][]
  return new Map(
    points.map(([key, point]) => [key, toMetricPoint({ ...emptyPoint, ...point, value: Number(point.value) })]),
  )
}

const emptyPoint = { modelId: undefined, dataset: undefined }

function readDatasetInputs(inputs: JsonValue | undefined): DatasetInput[] {
  return ((inputs ?? []) as readonly JsonObject[]).map((input) => {
    const dataset = input.dataset as Readonly<Record<string, string | null | undefined>>
    return {
      name: dataset.name ?? '',
      digest: dataset.digest ?? '',
      sourceType: dataset.source_type ?? '',
      source: dataset.source ?? '',
      schema: dataset.schema ?? null,
      profile: dataset.profile ?? null,
      tags: readTexts(input.tags),
    }
  })
}

const knownInfo = new Set([
  'run_id',
  'run_uuid',
  'run_name',
  'experiment_id',
  'user_id',
  'status',
  'start_time',
  'end_time',
  'lifecycle_stage',
  'artifact_uri',
  '_start_time',
  '_end_time',
])
const knownMlflow = new Set(['info', 'params', 'metrics', 'tags', 'inputs', 'outputs'])

function readExtra(mlflow: JsonObject, info: JsonObject): JsonObject {
  return { ...unknownMembers(mlflow, knownMlflow), ...unknownMembers(info, knownInfo) }
}

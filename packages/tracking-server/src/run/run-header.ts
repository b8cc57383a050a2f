import { metricPoint, type WireDatasetInput, type WireRun } from '@mlferry/client'
import {
  type DatasetInput,
  type Link,
  mlflowTags,
  originOf,
  ownTags,
  type RunFields,
  type RunHeader,
  runFingerprint,
  runLinksInTags,
  runLinkTags,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** A run as the server lists it, in core names. */
export function runHeader(wire: WireRun): RunHeader {
  const { info, data, inputs, outputs } = wire
  const {
    run_id,
    run_uuid: _,
    experiment_id,
    user_id,
    run_name,
    status,
    start_time,
    end_time,
    artifact_uri,
    lifecycle_stage,
    ...extra
  } = info
  const tags = tagMap(data?.tags)
  const fields: RunFields = {
    name: run_name ?? tags.get(mlflowTags.runName) ?? '',
    status: status ?? 'RUNNING',
    startTime: wireTime(start_time),
    // Servers answer 0, or nothing, for a run that has not ended.
    endTime: end_time ? Number(end_time) : null,
    userId: user_id ?? '',
    lifecycle: lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    artifactUri: artifact_uri ?? '',
    params: tagMap(data?.params),
    tags: ownTags(tags, Object.values(runLinkTags)),
    latestMetrics: new Map((data?.metrics ?? []).map((point) => [point.key, metricPoint(point)])),
    datasetInputs: (inputs?.dataset_inputs ?? []).map(datasetInput),
    extra,
  }
  const links: Link[] = [
    ...runLinksInTags(tags),
    ...modelLinks('modelInputs', inputs?.model_inputs),
    ...modelLinks('modelOutputs', outputs?.model_outputs),
  ]
  return {
    ref: { kind: 'run', id: run_id },
    scope: { kind: 'experiment', id: experiment_id },
    fields,
    links,
    fingerprint: runFingerprint(fields, links),
    ...originOf(tags),
  }
}

function datasetInput({ dataset, tags }: WireDatasetInput): DatasetInput {
  const { name, digest, source_type, source, schema, profile } = dataset
  return {
    name,
    digest,
    sourceType: source_type ?? '',
    source: source ?? '',
    schema: schema ?? null,
    profile: profile ?? null,
    tags: tagMap(tags),
  }
}

/** Inputs have no step, outputs always do: 0 is left out of the answer. */
function modelLinks(field: 'modelInputs' | 'modelOutputs', models: JsonValue | undefined): Link[] {
  if (!Array.isArray(models)) return []
  return (models as readonly JsonObject[]).map(({ model_id, step = 0 }) => ({
    field,
    to: { kind: 'loggedModel', id: String(model_id) },
    ...(field === 'modelOutputs' ? { data: { step } } : {}),
  }))
}

import {
  type Link,
  type LoggedModelFields,
  type LoggedModelHeader,
  type LoggedModelMetric,
  loggedModelFingerprint,
  mlflowTags,
  ownTags,
  type Ref,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { numberOrNull, readTexts, text, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'
import { toMetricPoint } from '../run/latest-metrics.ts'
import { readPoint } from '../run/read-point.ts'

export interface LoggedModelSurroundings {
  /** The id, if the file does not say it. */
  readonly folder: string
  readonly scope: Ref
  /** For messages. */
  readonly file: string
}

/** The header of a logged_model.json that its schema took. */
export function readLoggedModel(
  value: JsonObject,
  { folder, scope, file }: LoggedModelSurroundings,
): LoggedModelHeader {
  const model = value.mlflow as JsonObject
  const stanza = (value.mlferry ?? {}) as JsonObject
  const tags = readTexts(model.tags)
  const sourceRun = text(model.source_run_id)
  const links = linksIn(stanza) ?? readLinks(sourceRun)
  const fields: LoggedModelFields = {
    name: text(model.name),
    modelType: text(model.model_type),
    status: text(model.status).replace(/^LOGGED_MODEL_(?:UPLOAD_)?/, '') || 'READY',
    statusMessage: text(model.status_message),
    artifactUri: text(model.artifact_location),
    creationTime: numberOrNull(model.creation_timestamp ?? model.creation_time),
    lastUpdateTime: numberOrNull(model.last_updated_timestamp ?? model.last_updated_time),
    params: readTexts(model.params),
    tags: ownTags(tags, [mlflowTags.modelVersions]),
    metrics: readMetrics(model, { file, sourceRun }),
    extra: (stanza.extra as JsonObject | undefined) ?? unknownMembers(model, known),
  }
  return {
    ref: { kind: 'loggedModel', id: text(model.model_id) || folder },
    scope,
    fields,
    links,
    fingerprint: loggedModelFingerprint(fields, links),
    ...readOrigin(stanza.origin, tags),
  }
}

const known = new Set([
  'experiment_id',
  'model_id',
  'name',
  'artifact_location',
  'creation_time',
  'creation_timestamp',
  'last_updated_time',
  'last_updated_timestamp',
  '_creation_time',
  '_creation_timestamp',
  '_last_updated_time',
  '_last_updated_timestamp',
  'model_type',
  'source_run_id',
  'status',
  'status_message',
  'tags',
  'params',
  'metrics',
  // Said by the id, and by the run.
  'model_uri',
  'dataset_inputs',
])

function readLinks(sourceRun: string): Link[] {
  return sourceRun === '' ? [] : [{ field: 'sourceRun', to: { kind: 'run', id: sourceRun } }]
}

function readMetrics(model: JsonObject, { file, sourceRun }: { file: string; sourceRun: string }): LoggedModelMetric[] {
  return ((model.metrics ?? []) as readonly JsonObject[]).map((metric, index) => {
    const key = text(metric.key)
    const point = readPoint(metric, { file, key, index })
    const { dataset } = point
    const runId = text(metric.run_id) || sourceRun
    return { key, ...toMetricPoint(point), runId, dataset: dataset?.name ? dataset : null }
  })
}

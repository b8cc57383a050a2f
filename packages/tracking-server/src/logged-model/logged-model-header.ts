import type { WireLoggedModel } from '@mlferry/client'
import { metricPoint } from '@mlferry/client'
import {
  type Link,
  type LoggedModelFields,
  type LoggedModelHeader,
  type LoggedModelMetric,
  loggedModelFingerprint,
  mlflowTags,
  originOf,
  ownTags,
  provenanceTags,
} from '@mlferry/core'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** Written by the server when a version is registered from the model. */
export const modelVersionsTag = mlflowTags.modelVersions

const statusNames: Readonly<Record<string, string>> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'FAILED',
}

/** A logged model as the server lists it, in core names. */
export function loggedModelHeader({ info, data }: WireLoggedModel): LoggedModelHeader {
  const tags = tagMap(info.tags)
  const fields: LoggedModelFields = {
    name: info.name,
    modelType: info.model_type ?? '',
    status: statusNames[info.status ?? ''] ?? info.status ?? 'PENDING',
    statusMessage: info.status_message ?? '',
    artifactUri: info.artifact_uri ?? '',
    creationTime: wireTime(info.creation_timestamp_ms),
    lastUpdateTime: wireTime(info.last_updated_timestamp_ms),
    params: tagMap(data?.params),
    tags: ownTags(tags, [modelVersionsTag]),
    metrics: (data?.metrics ?? []).map(modelMetric),
    extra: {},
  }
  const { source_run_id: run } = info
  const links: Link[] = run ? [{ field: 'sourceRun', to: { kind: 'run', id: run } }] : []
  return {
    ref: { kind: 'loggedModel', id: info.model_id },
    scope: { kind: 'experiment', id: info.experiment_id },
    fields,
    links,
    fingerprint: loggedModelFingerprint(fields, links),
    ...(tags.has(provenanceTags.holds) ? { forFiles: true as const } : {}),
    ...originOf(tags),
  }
}

type WireModelMetric = NonNullable<NonNullable<WireLoggedModel['data']>['metrics']>[number]

function modelMetric(metric: WireModelMetric): LoggedModelMetric {
  const { key, run_id, dataset_name, dataset_digest } = metric
  const dataset = dataset_name ? { name: String(dataset_name), digest: String(dataset_digest ?? '') } : null
  return { ...metricPoint(metric), key, runId: String(run_id ?? ''), dataset }
}

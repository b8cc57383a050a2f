import type { LoggedModelHeader } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { humanTime, textsToJson } from '../json/json-text.ts'
import { wholeText } from '../sealed/whole-file.ts'

/** The stanza of mlferry: everything that the format of the Python tool has no member for. */
export function loggedModelStanza({ ref, links, fields, origin }: LoggedModelHeader): JsonObject {
  return {
    id: ref.id,
    links,
    origin,
    extra: fields.extra,
  }
}

/** The whole logged_model.json: the stanza on a line of its own, as in run.json. */
export function loggedModelText(
  header: LoggedModelHeader,
  { stanza, system }: { readonly stanza: JsonObject; readonly system: JsonObject },
): string {
  return wholeText(stanza, { system, mlflow: mlflowStanza(header) })
}

function mlflowStanza({ ref, scope, fields, links }: LoggedModelHeader): JsonObject {
  return {
    experiment_id: scope?.id ?? null,
    model_id: ref.id,
    name: fields.name,
    artifact_location: fields.artifactUri,
    creation_timestamp: fields.creationTime,
    last_updated_timestamp: fields.lastUpdateTime,
    _creation_timestamp: humanTime(fields.creationTime),
    _last_updated_timestamp: humanTime(fields.lastUpdateTime),
    model_type: fields.modelType,
    source_run_id: links.find(({ field }) => field === 'sourceRun')?.to.id ?? null,
    status: fields.status,
    status_message: fields.statusMessage,
    tags: textsToJson(fields.tags),
    params: textsToJson(fields.params),
    metrics: fields.metrics.map(({ key, value, timestamp, step, runId, dataset }) => ({
      key,
      value,
      timestamp,
      step,
      model_id: ref.id,
      dataset_name: dataset?.name ?? null,
      dataset_digest: dataset?.digest ?? null,
      run_id: runId,
    })),
    model_uri: `models:/${ref.id}`,
  }
}

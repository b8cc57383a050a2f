import {
  type EvaluationDatasetFields,
  type EvaluationDatasetHeader,
  evaluationDatasetFingerprint,
  type Link,
  ownTags,
} from '@mlferry/core'
import { type JsonObject, type JsonValue, parseJson, stringifyJson } from '@mlferry/exact-json'
import { readTexts, text, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'

const known = new Set([
  'name',
  'dataset_id',
  'digest',
  'source',
  'source_type',
  'tags',
  'schema',
  'profile',
  'created_time',
  'last_update_time',
  'created_by',
  'last_updated_by',
  'experiment_ids',
  'records',
  '_created_time',
  '_last_update_time',
])

/** The header of an evaluation_dataset.json that its schema took, its records aside. `folder` names it where the file does not. */
export function readEvaluationDataset(file: JsonObject, folder: string): EvaluationDatasetHeader {
  const dataset = (file.mlflow as JsonObject).evaluation_dataset as JsonObject
  const stanza = file.mlferry as JsonObject | undefined
  const tags = readTexts(typeof dataset.tags === 'string' ? parseJson(dataset.tags) : dataset.tags)
  const fields: EvaluationDatasetFields = {
    name: dataset.name as string,
    tags: ownTags(tags),
    schema: jsonOrNull(dataset.schema),
    profile: jsonOrNull(dataset.profile),
    digest: text(dataset.digest),
    createdBy: text(dataset.created_by),
    lastUpdatedBy: text(dataset.last_updated_by),
    creationTime: (dataset.created_time as number | null | undefined) ?? null,
    lastUpdateTime: (dataset.last_update_time as number | null | undefined) ?? null,
    extra: (stanza?.extra as JsonObject | undefined) ?? unknownMembers(dataset, known),
  }
  const links = linksIn(stanza) ?? experimentLinks(dataset)
  return {
    ref: { kind: 'evaluationDataset', id: text(dataset.dataset_id) || folder || fields.name },
    fields,
    links,
    fingerprint: evaluationDatasetFingerprint(fields, links),
    ...readOrigin(stanza?.origin, tags),
  }
}

function experimentLinks({ experiment_ids: ids }: JsonObject): Link[] {
  return [...((ids ?? []) as readonly JsonValue[])].map((id) => ({
    field: 'experiments',
    to: { kind: 'experiment', id: String(id) },
  }))
}

/** Some files have JSON text, some the JSON value itself. */
function jsonOrNull(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : stringifyJson(value)
}

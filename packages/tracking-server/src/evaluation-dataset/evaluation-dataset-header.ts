import type { WireEvaluationDataset } from '@mlferry/client'
import {
  type EvaluationDatasetFields,
  type EvaluationDatasetHeader,
  evaluationDatasetFingerprint,
  originOf,
  ownTags,
} from '@mlferry/core'
import { parseJson } from '@mlferry/exact-json'
import { wireTime } from '../server/wire-time.ts'

/** A dataset as the server lists it, in core names. */
export function evaluationDatasetHeader(
  wire: WireEvaluationDataset,
  experimentIds: readonly string[],
): EvaluationDatasetHeader {
  const tags = tagsOf(wire)
  const { created_time, last_update_time } = wire
  const fields: EvaluationDatasetFields = {
    name: wire.name,
    tags: ownTags(tags),
    schema: wire.schema ?? null,
    profile: wire.profile ?? null,
    digest: wire.digest ?? '',
    createdBy: wire.created_by ?? '',
    lastUpdatedBy: wire.last_updated_by ?? '',
    creationTime: wireTime(created_time),
    lastUpdateTime: wireTime(last_update_time),
    extra: {},
  }
  const links = experimentIds.map((id) => ({ field: 'experiments', to: { kind: 'experiment', id } }))
  return {
    ref: { kind: 'evaluationDataset', id: wire.dataset_id },
    fields,
    links,
    fingerprint: evaluationDatasetFingerprint(fields, links),
    ...originOf(tags),
  }
}

/** Tags come as the text of a JSON object. */
export function tagsOf({ tags }: WireEvaluationDataset): Map<string, string> {
  const parsed = tags ? parseJson(tags) : {}
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []
  return new Map(entries.map(([key, value]) => [key, String(value ?? '')]))
}

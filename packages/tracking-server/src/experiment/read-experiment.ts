import type { WireExperiment } from '@mlferry/client'
import {
  type ExperimentFields,
  type ExperimentHeader,
  experimentFingerprint,
  mergedInTags,
  originOf,
  ownTags,
  type Query,
  viewLinks,
} from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** Lists by creation: newcomers come last, so pages do not shift. */
export async function* listExperiments(
  query: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<ExperimentHeader[]> {
  const { experiments } = context.client
  if (query.ids) {
    for (const experimentId of query.ids) {
      const found = await experiments.get({ experimentId, signal }).catch(ifMissing)
      if (found) yield [experimentHeader(found)]
    }
    return
  }
  const viewType = query.includeDeleted ? 'ALL' : 'ACTIVE_ONLY'
  const seen = new Set<string>()
  for await (const page of experiments.searchPages({ viewType, orderBy: ['creation_time ASC'], signal })) {
    const fresh = (page.experiments ?? []).filter(({ experiment_id }) => !seen.has(experiment_id))
    for (const { experiment_id } of fresh) seen.add(experiment_id)
    yield fresh.map(experimentHeader)
  }
}

export function experimentHeader(wire: WireExperiment): ExperimentHeader {
  const { experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, tags, ...extra } =
    wire
  const all = tagMap(tags)
  const fields: ExperimentFields = {
    name,
    lifecycle: lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    tags: ownTags(all),
    artifactLocation: artifact_location ?? '',
    creationTime: wireTime(creation_time),
    lastUpdateTime: wireTime(last_update_time),
    extra,
  }
  const ref = { kind: 'experiment', id: experiment_id }
  const links = viewLinks(fields.tags)
  const fingerprint = experimentFingerprint(fields)
  return { ref, fields, links, fingerprint, ...originOf(all), ...mergedInTags(all) }
}

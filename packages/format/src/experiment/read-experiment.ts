import { type ExperimentFields, type ExperimentHeader, experimentFingerprint, ownTags, viewLinks } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readTexts, unknownMembers } from '../json/json-members.ts'
import { readMerged, readOrigin } from '../reading/read-stanza.ts'

const known = new Set([
  'experiment_id',
  'name',
  'artifact_location',
  'lifecycle_stage',
  'tags',
  'creation_time',
  'last_update_time',
  '_creation_time',
  '_last_update_time',
])

/** The header of an experiment.json that its schema took. `folder` names it where the file does not. */
export function readExperiment(file: JsonObject, folder: string): ExperimentHeader {
  const experiment = (file.mlflow as JsonObject).experiment as JsonObject
  const stanza = (file.mlferry ?? {}) as JsonObject
  const tags = readTexts(experiment.tags)
  const fields: ExperimentFields = {
    name: experiment.name as string,
    lifecycle: experiment.lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    tags: ownTags(tags),
    artifactLocation: (experiment.artifact_location as string | null | undefined) ?? '',
    creationTime: (experiment.creation_time as number | null | undefined) ?? null,
    lastUpdateTime: (experiment.last_update_time as number | null | undefined) ?? null,
    extra: (stanza.extra as JsonObject | undefined) ?? unknownMembers(experiment, known),
  }
  return {
    ref: { kind: 'experiment', id: String(experiment.experiment_id ?? folder) },
    fields,
    links: viewLinks(fields.tags),
    fingerprint: experimentFingerprint(fields),
    ...readOrigin(stanza.origin, tags),
    ...readMerged(stanza.merged, tags),
  }
}

/** For a run that was exported alone: all that is known of its experiment is the id. Its name is the caller's to give. */
export function experimentOfRun(id: string, name = ''): ExperimentHeader {
  const fields: ExperimentFields = {
    name,
    lifecycle: 'active',
    tags: new Map(),
    artifactLocation: '',
    creationTime: null,
    lastUpdateTime: null,
    extra: {},
  }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

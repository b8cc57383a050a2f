import type { Link, ModelVersionFields } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { humanTime, textsToJson } from '../json/json-text.ts'

/** What the importer of the Python tool asks for about the run of a version. */
export interface SourceRun {
  /** Empty where the run is not in this directory. */
  readonly experimentName: string
}

/** A version as it stands in model.json. */
export function modelVersionObject(
  fields: ModelVersionFields,
  { links, sourceRun }: { readonly links: readonly Link[]; readonly sourceRun: SourceRun },
): JsonObject {
  const linked = (field: string) => links.find((link) => link.field === field)
  return {
    name: fields.name,
    version: String(fields.version),
    creation_timestamp: fields.creationTime,
    last_updated_timestamp: fields.lastUpdateTime,
    description: fields.description,
    user_id: fields.userId,
    current_stage: fields.stage,
    source: fields.source,
    run_id: linked('run')?.to.id ?? '',
    run_link: fields.runLink,
    status: fields.status,
    tags: textsToJson(fields.tags),
    aliases: [...fields.aliases],
    model_id: linked('model')?.to.id ?? null,
    ...runArtifactUri(fields.source, linked('files')),
    _experiment_name: sourceRun.experimentName,
    _creation_timestamp: humanTime(fields.creationTime),
    _last_updated_timestamp: humanTime(fields.lastUpdateTime),
  }
}

/** The artifact address of the run, from a source that is below it. */
function runArtifactUri(source: string, files: Link | undefined): JsonObject {
  if (!files || source.startsWith('runs:')) return {}
  const folder = source.replace(/\/+$/, '')
  const path = String(files.data?.path ?? '')
  return { _run_artifact_uri: path === '' ? folder : folder.slice(0, -path.length - 1) }
}

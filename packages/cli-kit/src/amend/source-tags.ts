import {
  type ExperimentFields,
  type Header,
  isOfKind,
  type Link,
  type ModelVersionFields,
  type RunFields,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { Amend } from './compose-amend.ts'

const prefix = 'mlflow_exim'

/** Adds the tags that mlflow-export-import writes with `--import-source-tags`: what the object said of itself at its source. */
export function addSourceTags(): Amend {
  return (header) => {
    if (isOfKind(header, 'run')) return withTags(header, runTags(header))
    if (isOfKind(header, 'experiment')) return withTags(header, experimentTags(header))
    if (isOfKind(header, 'modelVersion')) return withTags(header, versionTags(header))
    return header
  }
}

function withTags(header: Header, added: Iterable<readonly [string, string]>): Header {
  return { ...header, fields: { ...header.fields, tags: new Map([...(header.fields.tags ?? []), ...added]) } }
}

function* runTags({ ref, scope, fields, links }: Header<RunFields>): Generator<readonly [string, string]> {
  yield* mlflowTags(fields.tags, links)
  yield* prefixed('run_info', {
    ...scalars(fields.extra),
    run_id: ref.id,
    experiment_id: scope?.id ?? null,
    user_id: fields.userId,
    status: fields.status,
    start_time: fields.startTime,
    end_time: fields.endTime,
    lifecycle_stage: fields.lifecycle,
    artifact_uri: fields.artifactUri,
    run_name: fields.name,
    _start_time: readableTime(fields.startTime),
    _end_time: readableTime(fields.endTime),
  })
}

function* experimentTags({ ref, fields, links }: Header<ExperimentFields>): Generator<readonly [string, string]> {
  yield* mlflowTags(fields.tags, links)
  yield* prefixed('field', {
    ...scalars(fields.extra),
    experiment_id: ref.id,
    name: fields.name,
    artifact_location: fields.artifactLocation,
    lifecycle_stage: fields.lifecycle,
    creation_time: fields.creationTime,
    last_update_time: fields.lastUpdateTime,
    _creation_time: readableTime(fields.creationTime),
    _last_update_time: readableTime(fields.lastUpdateTime),
  })
}

function* versionTags({ fields, links }: Header<ModelVersionFields>): Generator<readonly [string, string]> {
  yield* prefixed('field', {
    ...scalars(fields.extra),
    name: fields.name,
    version: fields.version,
    description: fields.description,
    user_id: fields.userId,
    current_stage: fields.stage,
    source: fields.source,
    run_id: links.find(({ field }) => field === 'run')?.to.id ?? '',
    run_link: fields.runLink,
    status: fields.status,
    aliases: `[${fields.aliases.map((alias) => `'${alias}'`).join(', ')}]`,
    creation_timestamp: fields.creationTime,
    last_updated_timestamp: fields.lastUpdateTime,
    _creation_timestamp: readableTime(fields.creationTime),
    _last_updated_timestamp: readableTime(fields.lastUpdateTime),
  })
}

/** The tags of MLflow itself; those that are links stand in `links`. */
function* mlflowTags(tags: ReadonlyMap<string, string>, links: readonly Link[]): Generator<readonly [string, string]> {
  for (const [key, value] of tags) if (key.startsWith('mlflow.')) yield [`${prefix}.mlflow_tag.${key.slice(7)}`, value]
  for (const { field, to } of links) {
    if (field === 'parent' || field === 'root') yield [`${prefix}.mlflow_tag.${field}RunId`, to.id]
  }
}

function* prefixed(group: string, values: Readonly<Record<string, unknown>>): Generator<readonly [string, string]> {
  for (const [key, value] of Object.entries(values)) yield [`${prefix}.${group}.${key}`, pythonText(value)]
}

/** As Python's `str` writes it. */
function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}

function scalars(extra: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra).filter(([, value]) => value === null || typeof value !== 'object'))
}

/** `2026-11-23 23:16:59`, UTC. */
function readableTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}

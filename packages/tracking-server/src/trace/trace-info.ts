import type { WireTrace } from '@mlferry/client'
import { type JsonObject, type JsonValue, type Link, stringifyJson, type TraceHeader } from '@mlferry/core'
import { pendingTags } from '../server/provenance.ts'
import { wireAssessment } from './assessment.ts'
import { serverTags } from './trace-header.ts'
import { metadataOfLinks, promptOf, promptsTag } from './trace-links.ts'
import { fromDuration, fromMilliseconds } from './wire-time.ts'

export interface InfoContext {
  /** The target's. */
  readonly experimentId: string
  /** Besides those of the trace itself. */
  readonly tags: Readonly<Record<string, string>>
  readonly resolved: readonly Link[]
  readonly pending: readonly Link[]
}

/** A trace as a server of MLflow 3 takes it. */
export function traceInfo({ ref, fields, links }: TraceHeader, context: InfoContext): JsonObject {
  const { experimentId, resolved, pending } = context
  const waiting = pendingTags(pending).map(({ key, value }) => [key, value] as const)
  return {
    trace_id: ref.id,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } },
    request_time: fromMilliseconds(fields.requestTime),
    ...(fields.duration === null ? {} : { execution_duration: fromDuration(fields.duration) }),
    state: fields.state,
    ...optional('request_preview', fields.requestPreview),
    ...optional('response_preview', fields.responsePreview),
    ...optional('client_request_id', fields.clientRequestId),
    trace_metadata: Object.fromEntries([...fields.metadata, ...metadataOfLinks(resolved)]),
    tags: Object.fromEntries([
      ...fields.tags,
      ...promptsText(links, resolved),
      ...waiting,
      ...Object.entries(context.tags),
    ]),
    assessments: fields.assessments.map((each) => wireAssessment(each, ref.id, resolved)),
  }
}

/** The same with all that the target has besides: older servers take away what a second call leaves out. */
export function withInfoOf(info: JsonObject, existing: WireTrace): JsonObject {
  const ids = new Set((info.assessments as readonly JsonObject[]).map(({ assessment_id }) => assessment_id))
  const tags = Object.entries(existing.tags ?? {}).filter(([key]) => key !== serverTags[0])
  return {
    ...info,
    trace_metadata: { ...existing.trace_metadata, ...(info.trace_metadata as JsonObject) },
    tags: { ...Object.fromEntries(tags), ...(info.tags as JsonObject) },
    assessments: [
      ...(info.assessments as readonly JsonObject[]),
      ...(existing.assessments ?? []).filter(({ assessment_id }) => !ids.has(assessment_id ?? null)),
    ],
  }
}

/** Whether the target has all of it already. */
export function holdsInfo(existing: WireTrace, info: JsonObject): boolean {
  return holds(existing, info)
}

function holds(there: JsonValue | undefined, wanted: JsonValue): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(there)) return wanted.length === 0
    return wanted.every((each) => there.some((other) => holds(other, each)))
  }
  if (typeof wanted !== 'object' || wanted === null)
    return there !== undefined && stringifyJson(there) === stringifyJson(wanted)
  if (typeof there !== 'object' || there === null) return Object.keys(wanted).length === 0
  return Object.entries(wanted).every(([key, value]) => holds((there as JsonObject)[key], value))
}

/** Prompt versions go by name, so those that are not at the target yet are named all the same. */
function promptsText(links: readonly Link[], resolved: readonly Link[]): [string, string][] {
  const ids = links.filter(({ field }) => field === 'prompts').map(({ to }) => to.id)
  if (ids.length === 0) return []
  const there = resolved.filter(({ field }) => field === 'prompts').map(({ to }) => to.id)
  // As many as there were: where some still wait, names are as they were at the source.
  const list = (there.length === ids.length ? there : ids).map(promptOf)
  const text = list.map(
    ({ name, version }) => `{"name": ${JSON.stringify(name)}, "version": ${JSON.stringify(version)}}`,
  )
  return [[promptsTag, `[${text.join(', ')}]`]]
}

function optional(key: string, value: JsonValue): JsonObject {
  return value === null ? {} : { [key]: value }
}

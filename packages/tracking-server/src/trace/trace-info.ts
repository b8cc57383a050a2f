import type { WireTrace } from '@mlferry/client'
import type { Ref, TraceFields } from '@mlferry/core'
import { type JsonObject, type JsonValue, stringifyJson } from '@mlferry/exact-json'
import { wireAssessment } from './assessment.ts'
import { artifactTag } from './trace-header.ts'
import { fromDuration, fromMilliseconds } from './trace-time.ts'

export interface InfoContext {
  readonly ref: Ref
  /** The target's. */
  readonly experimentId: string
  /** Besides those of the trace itself. */
  readonly tags: Readonly<Record<string, string>>
}

/** A trace, its links in it, as a server of MLflow 3 takes it. */
export function traceInfo(fields: TraceFields, { ref, experimentId, tags }: InfoContext): JsonObject {
  return {
    trace_id: ref.id,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } },
    request_time: fromMilliseconds(fields.requestTime),
    ...(fields.duration === null ? {} : { execution_duration: fromDuration(fields.duration) }),
    state: fields.state,
    ...optional('request_preview', fields.requestPreview),
    ...optional('response_preview', fields.responsePreview),
    ...optional('client_request_id', fields.clientRequestId),
    trace_metadata: Object.fromEntries(fields.metadata),
    tags: { ...Object.fromEntries(fields.tags), ...tags },
    assessments: fields.assessments.map((each) => wireAssessment(each, ref.id)),
  }
}

/** The same with all that the target has besides: older servers take away what a second call leaves out. */
export function withInfoOf(info: JsonObject, existing: WireTrace): JsonObject {
  const assessments = info.assessments as readonly JsonObject[]
  const ids = new Set(assessments.map(({ assessment_id }) => assessment_id))
  // Added by the server each time.
  const { [artifactTag]: _, ...tags } = existing.tags ?? {}
  return {
    ...info,
    trace_metadata: { ...existing.trace_metadata, ...(info.trace_metadata as JsonObject) },
    tags: { ...tags, ...(info.tags as JsonObject) },
    assessments: [
      ...assessments,
      ...(existing.assessments ?? []).filter(({ assessment_id }) => !ids.has(assessment_id ?? null)),
    ],
  }
}

/** Whether the target has all of it already. */
export function holdsInfo(there: JsonValue | undefined, wanted: JsonValue | undefined): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(there)) return wanted.length === 0
    return wanted.every((each) => there.some((other) => holdsInfo(other, each)))
  }
  if (wanted === undefined) return true
  if (typeof wanted !== 'object' || wanted === null)
    return there !== undefined && stringifyJson(there) === stringifyJson(wanted)
  if (typeof there !== 'object' || there === null) return Object.keys(wanted).length === 0
  return Object.entries(wanted).every(([key, value]) => holdsInfo((there as JsonObject)[key], value))
}

function optional(key: string, value: JsonValue): JsonObject {
  return value === null ? {} : { [key]: value }
}

import {
  type Assessment,
  type AssessmentError,
  type AssessmentValue,
  attributeText,
  mlflowTags,
  ownTags,
  type Ref,
  type TraceFields,
  type TraceHeader,
  traceFingerprint,
  withoutTraceLinks,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { readTexts, text, textOrNull, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'

export interface TraceSurroundings {
  /** The id, if the file does not say it. */
  readonly folder: string
  readonly scope: Ref
}

/** The header of a trace.json that its schema took; its integers are bigint. */
export function readTrace(value: JsonObject, { folder, scope }: TraceSurroundings): TraceHeader {
  const info = (value.mlflow as JsonObject).info as JsonObject
  const stanza = (value.mlferry ?? {}) as JsonObject
  const tags = readTexts(info.tags)
  const said: TraceFields = {
    // MLflow 2 had other names for the same.
    requestTime: time(info.request_time ?? info.timestamp_ms) ?? 0,
    duration: time(info.execution_duration ?? info.execution_time_ms),
    state: text(info.state ?? info.status) || 'STATE_UNSPECIFIED',
    requestPreview: textOrNull(info.request_preview),
    responsePreview: textOrNull(info.response_preview),
    clientRequestId: textOrNull(info.client_request_id),
    metadata: readTexts(info.trace_metadata ?? info.request_metadata),
    tags: ownTags(tags),
    assessments: ((info.assessments ?? []) as readonly JsonObject[]).map(readAssessment),
    artifactUri: tags.get(mlflowTags.artifactLocation) ?? '',
    spansLocation: tags.get(mlflowTags.spansLocation) ?? '',
    extra: (stanza.extra as JsonObject | undefined) ?? unknownMembers(info, known),
  }
  const { fields, links: found } = withoutTraceLinks(said)
  const links = linksIn(stanza) ?? found
  return {
    ref: { kind: 'trace', id: text(info.trace_id ?? info.request_id) || folder },
    scope,
    fields,
    links,
    fingerprint: traceFingerprint(fields, links),
    ...readOrigin(stanza.origin, tags),
  }
}

const known = new Set([
  'trace_id',
  'trace_location',
  'request_time',
  'state',
  'request_preview',
  'response_preview',
  'client_request_id',
  'execution_duration',
  'trace_metadata',
  'tags',
  'assessments',
  'request_id',
  'experiment_id',
  'timestamp_ms',
  'execution_time_ms',
  'status',
  'request_metadata',
])

function readAssessment(stanza: JsonObject): Assessment {
  const { source_type, source_id } = (stanza.source ?? {}) as JsonObject
  return {
    id: text(stanza.assessment_id),
    name: text(stanza.name),
    source: { type: text(source_type), id: text(source_id) },
    createTime: time(stanza.create_time_ms),
    lastUpdateTime: time(stanza.last_update_time_ms),
    value: readValue(stanza),
    rationale: textOrNull(stanza.rationale),
    metadata: readTexts(stanza.metadata ?? undefined),
    spanId: textOrNull(stanza.span_id),
    overrides: textOrNull(stanza.overrides),
    valid: typeof stanza.valid === 'boolean' ? stanza.valid : null,
  }
}

function readValue(stanza: JsonObject): AssessmentValue {
  const { assessment_type: type, expectation, issue } = stanza
  if (type === 'issue' || issue) return { kind: 'issue', name: text((issue as JsonObject | null)?.issue_name) }
  const feedback = stanza.feedback as JsonObject | null | undefined
  if (type === 'expectation' || !feedback) return { kind: 'expectation', text: attributeText(expectation ?? null) }
  const error = (stanza.error ?? feedback.error ?? null) as JsonObject | null
  return { kind: 'feedback', value: feedback.value ?? null, error: error && readError(error) }
}

function readError({ error_code, error_message, stack_trace }: JsonObject): AssessmentError {
  return { code: text(error_code), message: textOrNull(error_message), stackTrace: textOrNull(stack_trace) }
}

function time(value: JsonValue | undefined): number | null {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null
}

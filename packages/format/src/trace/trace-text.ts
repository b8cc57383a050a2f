import { type Assessment, mlflowTags, type TraceHeader, type TraceSpan, withTraceLinks } from '@mlferry/core'
import { type JsonObject, parseJson } from '@mlferry/exact-json'
import { textsToJson } from '../json/json-text.ts'
import { wholeText } from '../sealed/whole-file.ts'

/** The stanza of mlferry: everything that the format of the Python tool has no member for. */
export function traceStanza({ ref, links, fields, origin }: TraceHeader): JsonObject {
  return {
    id: ref.id,
    links,
    origin,
    extra: fields.extra,
  }
}

export interface TraceTextParts {
  readonly stanza: JsonObject
  readonly system: JsonObject
  readonly spans: readonly TraceSpan[]
}

/** The whole trace.json: the stanza on a line of its own, as in run.json. Spans stand in a file of their own, here only their tree. */
export function traceText(header: TraceHeader, { stanza, system, spans }: TraceTextParts): string {
  const { id } = header.ref
  const data = spans.map(({ name, span_id, parent_span_id }) => ({
    name,
    trace_id: id,
    span_id: hex(span_id),
    parent_id: parent_span_id === null ? null : hex(parent_span_id),
  }))
  const rest = { system: integers(system), mlflow: { info: infoStanza(header), data } }
  return wholeText(stanza, rest, { floats: 'marked' })
}

function infoStanza({ ref, scope, fields: own, links }: TraceHeader): JsonObject {
  const fields = withTraceLinks(own, links)
  const where = { [mlflowTags.artifactLocation]: fields.artifactUri, [mlflowTags.spansLocation]: fields.spansLocation }
  const tags = Object.entries(where).filter(([, value]) => value !== '')
  return {
    trace_id: ref.id,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: scope?.id ?? null } },
    request_time: BigInt(fields.requestTime),
    state: fields.state,
    request_preview: fields.requestPreview,
    response_preview: fields.responsePreview,
    client_request_id: fields.clientRequestId,
    execution_duration: integer(fields.duration),
    trace_metadata: textsToJson(fields.metadata),
    tags: textsToJson(new Map([...fields.tags, ...tags])),
    assessments: fields.assessments.map((each) => assessmentStanza(each, ref.id)),
  }
}

function assessmentStanza(assessment: Assessment, traceId: string): JsonObject {
  const { id, name, source, value, metadata } = assessment
  const feedback = value.kind === 'feedback' ? value : undefined
  const error = feedback?.error
  return {
    assessment_type: value.kind,
    name,
    source: { source_type: source.type, source_id: source.id },
    trace_id: traceId,
    run_id: null,
    rationale: assessment.rationale,
    metadata: metadata.size > 0 ? textsToJson(metadata) : null,
    span_id: assessment.spanId,
    create_time_ms: integer(assessment.createTime),
    last_update_time_ms: integer(assessment.lastUpdateTime),
    assessment_id: id,
    error: error ? { error_code: error.code, error_message: error.message, stack_trace: error.stackTrace } : null,
    expectation: value.kind === 'expectation' ? parseJson(value.text, { integers: 'bigint' }) : null,
    feedback: feedback ? { value: feedback.value, error: null } : null,
    issue: value.kind === 'issue' ? { issue_name: value.name } : null,
    overrides: assessment.overrides,
    valid: assessment.valid,
  }
}

function integers(stanza: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(stanza).map(([key, value]) => [key, typeof value === 'number' ? integer(value) : value]),
  )
}

/** A number is a float in this file, and shows it. */
function integer(value: number | null): bigint | null {
  return value === null ? null : BigInt(value)
}

function hex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

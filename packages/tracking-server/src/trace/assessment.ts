import { type Assessment, type AssessmentError, type AssessmentValue, attributeText } from '@mlferry/core'
import { type JsonObject, type JsonValue, parseJson } from '@mlferry/exact-json'
import { fromMilliseconds, toMilliseconds } from './trace-time.ts'

/** An assessment of a server of MLflow 3, its links still in it. */
export function readAssessment(wire: JsonObject): Assessment {
  const source = (wire.source ?? {}) as JsonObject
  return {
    id: text(wire.assessment_id) ?? '',
    name: text(wire.assessment_name) ?? '',
    source: { type: text(source.source_type) ?? '', id: text(source.source_id) ?? '' },
    createTime: toMilliseconds(wire.create_time),
    lastUpdateTime: toMilliseconds(wire.last_update_time),
    value: readValue(wire),
    rationale: text(wire.rationale) ?? null,
    metadata: new Map(Object.entries((wire.metadata ?? {}) as Readonly<Record<string, string>>)),
    spanId: text(wire.span_id) ?? null,
    overrides: text(wire.overrides) ?? null,
    valid: typeof wire.valid === 'boolean' ? wire.valid : null,
  }
}

export function wireAssessment(assessment: Assessment, traceId: string): JsonObject {
  const { id, name, source, value, metadata } = assessment
  return {
    assessment_id: id,
    assessment_name: name,
    trace_id: traceId,
    source: { source_type: source.type, source_id: source.id },
    ...optional('create_time', fromMilliseconds(assessment.createTime)),
    ...optional('last_update_time', fromMilliseconds(assessment.lastUpdateTime)),
    ...wireValue(value),
    ...optional('rationale', assessment.rationale),
    ...(metadata.size > 0 ? { metadata: Object.fromEntries(metadata) } : {}),
    ...optional('span_id', assessment.spanId),
    ...optional('overrides', assessment.overrides),
    ...optional('valid', assessment.valid),
  }
}

function readValue({ feedback, expectation, issue }: JsonObject): AssessmentValue {
  if (issue) return { kind: 'issue', name: text((issue as JsonObject).issue_name) ?? '' }
  if (expectation) {
    const { value, serialized_value } = expectation as { value?: JsonValue; serialized_value?: JsonObject }
    const serialized = text(serialized_value?.value)
    const given = serialized === undefined ? (value ?? null) : parseJson(serialized, { integers: 'bigint' })
    return { kind: 'expectation', text: attributeText(given) }
  }
  const { value = null, error } = (feedback ?? {}) as { value?: JsonValue; error?: JsonObject }
  return { kind: 'feedback', value, error: error ? readError(error) : null }
}

function readError({ error_code, error_message, stack_trace }: JsonObject): AssessmentError {
  return { code: text(error_code) ?? '', message: text(error_message) ?? null, stackTrace: text(stack_trace) ?? null }
}

function wireValue(value: AssessmentValue): JsonObject {
  if (value.kind === 'issue') return { issue: { issue_name: value.name } }
  if (value.kind === 'feedback') return { feedback: { value: value.value, ...wireError(value.error) } }
  const parsed = parseJson(value.text)
  // The form in which clients of MLflow send them.
  if (typeof parsed !== 'object' || parsed === null) return { expectation: { value: parsed } }
  return { expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: value.text } } }
}

function wireError(error: AssessmentError | null): JsonObject {
  if (!error) return {}
  const details = { ...optional('error_message', error.message), ...optional('stack_trace', error.stackTrace) }
  return { error: { error_code: error.code, ...details } }
}

function optional(key: string, value: JsonValue): JsonObject {
  return value === null ? {} : { [key]: value }
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

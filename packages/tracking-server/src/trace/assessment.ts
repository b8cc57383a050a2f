import {
  type Assessment,
  type AssessmentError,
  type AssessmentValue,
  type JsonObject,
  type JsonValue,
  type Link,
  parseJson,
} from '@mlferry/core'
import { jsonText } from './span-from-otlp.ts'
import { fromMilliseconds, toMilliseconds } from './wire-time.ts'

/** Metadata of an assessment that names the run which made it. */
export const sourceRunKey = 'mlflow.assessment.sourceRunId'

/** An assessment of a server of MLflow 3, and what it refers to. */
export function readAssessment(wire: JsonObject): { readonly assessment: Assessment; readonly links: readonly Link[] } {
  const source = (wire.source ?? {}) as JsonObject
  const { [sourceRunKey]: run, ...metadata } = (wire.metadata ?? {}) as Readonly<Record<string, string>>
  const id = text(wire.assessment_id) ?? ''
  const name = text(wire.assessment_name) ?? ''
  const value = readValue(wire)
  const runSource = source.source_type === 'CODE' && run !== undefined && source.source_id === run
  const link = (field: string, kind: string, to: string): Link => ({
    field,
    to: { kind, id: to },
    data: { assessment: id },
  })
  return {
    assessment: {
      id,
      name: value.kind === 'issue' ? '' : name,
      source: { type: text(source.source_type) ?? '', id: runSource ? '' : (text(source.source_id) ?? '') },
      createTime: toMilliseconds(wire.create_time),
      lastUpdateTime: toMilliseconds(wire.last_update_time),
      value,
      rationale: text(wire.rationale) ?? null,
      metadata: new Map(Object.entries(metadata)),
      spanId: text(wire.span_id) ?? null,
      overrides: text(wire.overrides) ?? null,
      valid: typeof wire.valid === 'boolean' ? wire.valid : null,
    },
    links: [
      ...(run ? [link('assessmentRuns', 'run', run)] : []),
      ...(run && runSource ? [link('assessmentSources', 'run', run)] : []),
      ...(value.kind === 'issue' && name ? [link('issues', 'issue', name)] : []),
    ],
  }
}

/** `links` are those of the trace that are there already, by the target's ids. */
export function wireAssessment(assessment: Assessment, traceId: string, links: readonly Link[]): JsonObject {
  const { id, source, value, metadata } = assessment
  const linked = (field: string) => links.find((link) => link.field === field && link.data?.assessment === id)?.to.id
  const run = linked('assessmentRuns')
  const entries = [...metadata, ...(run === undefined ? [] : [[sourceRunKey, run] as const])]
  return {
    assessment_id: id,
    assessment_name: value.kind === 'issue' ? (linked('issues') ?? '') : assessment.name,
    trace_id: traceId,
    source: { source_type: source.type, source_id: linked('assessmentSources') ?? source.id },
    ...optional('create_time', fromMilliseconds(assessment.createTime)),
    ...optional('last_update_time', fromMilliseconds(assessment.lastUpdateTime)),
    ...wireValue(value),
    ...optional('rationale', assessment.rationale),
    ...(entries.length > 0 ? { metadata: Object.fromEntries(entries) } : {}),
    ...optional('span_id', assessment.spanId),
    ...optional('overrides', assessment.overrides),
    ...optional('valid', assessment.valid),
  }
}

/** An assessment of the target, with what came later. */
export function relinkAssessment(wire: JsonObject, links: readonly Link[]): JsonObject {
  const { assessment, links: had } = readAssessment(wire)
  const wanted = links.filter(({ data }) => data?.assessment === assessment.id)
  const kept = had.filter(({ field }) => !wanted.some((link) => link.field === field))
  return wanted.length === 0
    ? wire
    : { ...wire, ...wireAssessment(assessment, String(wire.trace_id), [...kept, ...wanted]) }
}

function readValue({ feedback, expectation, issue }: JsonObject): AssessmentValue {
  if (issue) return { kind: 'issue' }
  if (expectation) {
    const { value, serialized_value } = expectation as { value?: JsonValue; serialized_value?: JsonObject }
    const serialized = text(serialized_value?.value)
    return { kind: 'expectation', text: serialized ?? jsonText(value ?? null) }
  }
  const { value = null, error } = (feedback ?? {}) as { value?: JsonValue; error?: JsonObject }
  return { kind: 'feedback', value, error: error ? readError(error) : null }
}

function readError(error: JsonObject): AssessmentError {
  const { error_code, error_message, stack_trace } = error
  return { code: text(error_code) ?? '', message: text(error_message) ?? null, stackTrace: text(stack_trace) ?? null }
}

function wireValue(value: AssessmentValue): JsonObject {
  if (value.kind === 'issue') return { issue: {} }
  if (value.kind === 'feedback') {
    const { error } = value
    if (!error) return { feedback: { value: value.value } }
    const wire = {
      error_code: error.code,
      ...optional('error_message', error.message),
      ...optional('stack_trace', error.stackTrace),
    }
    return { feedback: { value: value.value, error: wire } }
  }
  const parsed = parseJson(value.text)
  // The form in which clients of MLflow send them.
  if (typeof parsed !== 'object' || parsed === null) return { expectation: { value: parsed } }
  return { expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: value.text } } }
}

function optional(key: string, value: JsonValue): JsonObject {
  return value === null ? {} : { [key]: value }
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { stringifyJson } from '@mlferry/exact-json'

/**
 * A span, in MLflow's own form, that of the file `traces.json`: ids are base64 of big-endian bytes, times nanoseconds since 1970
 * (bigint beyond 2^53), `end_time_unix_nano` null while it runs, each attribute is JSON text.
 */
export interface TraceSpan extends JsonObject {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string | null
  readonly name: string
  readonly start_time_unix_nano: number | bigint
  readonly end_time_unix_nano: number | bigint | null
  readonly events: readonly JsonObject[]
  /** `code`: STATUS_CODE_UNSET, STATUS_CODE_OK or STATUS_CODE_ERROR. */
  readonly status: JsonObject
  readonly attributes: JsonObject
  readonly links: readonly JsonObject[]
}

/** Name of the rows of a trace that are its spans, each a TraceSpan. */
export const spanRows = 'spans'

/** A span of a file `traces.json` (parsed with `integers: 'bigint'`), in whichever of the forms that MLflow has written since 2.14. */
export function readTraceSpan(span: JsonObject): TraceSpan {
  const ofVersion2 = 'context' in span
  const context = (span.context ?? {}) as JsonObject
  const status = (span.status ?? {}) as JsonObject
  return {
    trace_id: ofVersion2 ? base64(context.trace_id, 16) : (base64Id(span.trace_id, 16) ?? ''),
    span_id: ofVersion2 ? base64(context.span_id, 8) : (base64Id(span.span_id, 8) ?? ''),
    parent_span_id: ofVersion2 ? (span.parent_id ? base64(span.parent_id, 8) : null) : base64Id(span.parent_span_id, 8),
    name: String(span.name ?? ''),
    start_time_unix_nano: time(span.start_time_unix_nano ?? span.start_time) ?? 0n,
    end_time_unix_nano: time(span.end_time_unix_nano ?? span.end_time),
    events: ((span.events ?? []) as readonly JsonObject[]).map((event) => ({
      name: String(event.name ?? ''),
      time_unix_nano: time(event.time_unix_nano ?? event.timestamp) ?? 0n,
      attributes: event.attributes ?? {},
    })),
    status: {
      code: statusCode(status.code ?? span.status_code),
      message: String(status.message ?? span.status_message ?? ''),
    },
    attributes: attributes((span.attributes ?? {}) as JsonObject),
    links: (span.links ?? []) as readonly JsonObject[],
  }
}

function attributes(map: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, typeof value === 'string' ? value : attributeText(value ?? null)]),
  )
}

/** 3.5 wrote ids in hexadecimal, other versions in base64. */
function base64Id(id: JsonValue | undefined, bytes: number): string | null {
  if (!id) return null
  const hex = String(id).replace(/^tr-/, '')
  return new RegExp(`^[0-9a-f]{${bytes * 2}}$`).test(hex) ? base64(hex, bytes) : String(id)
}

/** Of hexadecimal digits, with or without `0x`. */
function base64(id: JsonValue | undefined, bytes: number): string {
  const hex = String(id ?? '')
    .replace(/^0x/, '')
    .padStart(bytes * 2, '0')
  return Buffer.from(hex, 'hex').toString('base64')
}

function time(value: JsonValue | undefined): bigint | null {
  return value === null || value === undefined ? null : BigInt(value as number | bigint | string)
}

function statusCode(code: JsonValue | undefined): string {
  const text = String(code ?? 'UNSET')
  return text.startsWith('STATUS_CODE_') ? text : `STATUS_CODE_${text}`
}

/** JSON text of an attribute: a float shows that it is one, as Python writes it. */
export function attributeText(value: JsonValue): string {
  return stringifyJson(value, { floats: 'marked' })
}

/** The text of a file `traces.json`. */
export function spansText(spans: readonly TraceSpan[]): string {
  return stringifyJson({ spans }, { floats: 'marked' })
}

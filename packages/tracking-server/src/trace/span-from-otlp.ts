import type { OtlpValue } from '@mlferry/client'
import { attributeText, type TraceSpan } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'

type List = readonly JsonObject[]

/** A span in the JSON of OpenTelemetry, as servers of MLflow 3 write it, in MLflow's own form. */
export function spanFromOtlp(otlp: JsonObject): TraceSpan {
  const status = (otlp.status ?? {}) as JsonObject
  const attributes = mapOf(otlp.attributes)
  return {
    trace_id: String(otlp.trace_id),
    span_id: String(otlp.span_id),
    parent_span_id: otlp.parent_span_id ? String(otlp.parent_span_id) : null,
    name: String(otlp.name ?? ''),
    start_time_unix_nano: nanoseconds(otlp.start_time_unix_nano) ?? 0n,
    end_time_unix_nano: nanoseconds(otlp.end_time_unix_nano) ?? null,
    events: ((otlp.events ?? []) as List).map((event) => ({
      name: String(event.name ?? ''),
      time_unix_nano: nanoseconds(event.time_unix_nano) ?? 0n,
      attributes: mapOf(event.attributes),
    })),
    status: { code: statusCode(status.code), message: String(status.message ?? '') },
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeText(value)])),
    links: ((otlp.links ?? []) as List).map((link) => ({
      trace_id: `tr-${hexOf(link.trace_id)}`,
      span_id: hexOf(link.span_id),
      attributes: mapOf(link.attributes),
    })),
  }
}

function mapOf(pairs: JsonValue | undefined): Record<string, OtlpValue> {
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(
    ((pairs ?? []) as List).map(({ key, value }) => [String(key), anyValue(value as JsonObject)]),
  )
}

/** bigint where OpenTelemetry has an integer, number where it has a double. */
function anyValue(value: JsonObject | undefined): OtlpValue {
  const [[type, given] = []] = Object.entries(value ?? {})
  if (type === undefined || given === undefined) return null
  if (type === 'int_value') return BigInt(given as string | number | bigint)
  if (type === 'double_value') return Number(given)
  if (type === 'array_value') return (((given as JsonObject).values ?? []) as List).map(anyValue)
  if (type === 'kvlist_value') return mapOf((given as JsonObject).values)
  return given as string | boolean
}

function nanoseconds(value: JsonValue | undefined): bigint | undefined {
  const time = BigInt((value ?? 0) as string | number | bigint)
  return time === 0n ? undefined : time
}

function statusCode(code: JsonValue | undefined): string {
  return typeof code === 'string' ? code : 'STATUS_CODE_UNSET'
}

function hexOf(base64: JsonValue | undefined): string {
  return Buffer.from(String(base64 ?? ''), 'base64').toString('hex')
}

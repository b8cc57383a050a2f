import type { OtlpMap, OtlpSpan, OtlpValue } from '@mlferry/client'
import type { TraceSpan } from '@mlferry/core'
import { type JsonObject, type JsonValue, parseJson } from '@mlferry/exact-json'

const int64 = 2n ** 63n
const statusCodes: Readonly<Record<string, 0 | 1 | 2>> = { STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 }

/**
 * A span as OpenTelemetry has it. undefined: it cannot be said there without loss (an integer beyond 64 bits, half a character, a
 * trace id that is not the one in its spans): MLflow's own clients too keep such a trace as a file.
 */
export function spanToOtlp(span: TraceSpan, traceId: string): OtlpSpan | undefined {
  const bytes = Buffer.from(span.trace_id, 'base64')
  if (`tr-${bytes.toString('hex')}` !== traceId) return undefined
  try {
    return convert(span, bytes)
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined
    throw error
  }
}

class DoesNotFit extends Error {}

function convert(span: TraceSpan, traceId: Uint8Array): OtlpSpan {
  const end = BigInt(span.end_time_unix_nano ?? 0)
  return {
    traceId,
    spanId: idOf(Buffer.from(span.span_id, 'base64'), 8),
    parentSpanId: span.parent_span_id ? idOf(Buffer.from(span.parent_span_id, 'base64'), 8) : undefined,
    name: fitting(span.name),
    startTime: BigInt(span.start_time_unix_nano),
    endTime: end === 0n ? undefined : end,
    attributes: mapOf(span.attributes, attributeValue),
    events: span.events.map((event) => ({
      name: fitting(String(event.name)),
      time: BigInt(event.time_unix_nano as number | bigint),
      attributes: mapOf((event.attributes ?? {}) as JsonObject, otlpValue),
    })),
    links: span.links.map((link) => ({
      traceId: idOf(Buffer.from(String(link.trace_id).replace(/^tr-/, ''), 'hex'), 16),
      spanId: idOf(Buffer.from(String(link.span_id), 'hex'), 8),
      attributes: mapOf((link.attributes ?? {}) as JsonObject, otlpValue),
    })),
    status: { code: statusCodes[String(span.status.code)] ?? 0, message: fitting(String(span.status.message ?? '')) },
  }
}

/** Attributes are JSON text; what is none is a text of its own. */
function attributeValue(value: JsonValue): OtlpValue {
  if (typeof value !== 'string') return otlpValue(value)
  let parsed: JsonValue
  try {
    parsed = parseJson(value, { integers: 'bigint' })
  } catch {
    parsed = value
  }
  return otlpValue(parsed)
}

function otlpValue(value: JsonValue): OtlpValue {
  if (typeof value === 'string') return fitting(value)
  if (typeof value === 'bigint' && (value >= int64 || value < -int64)) throw new DoesNotFit()
  if (Array.isArray(value)) return value.map(otlpValue)
  if (typeof value === 'object' && value !== null) return mapOf(value as JsonObject, otlpValue)
  return value as OtlpValue
}

function mapOf(map: JsonObject, convertValue: (value: JsonValue) => OtlpValue): OtlpMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [fitting(key), convertValue(value ?? null)]))
}

function fitting(text: string): string {
  if (!text.isWellFormed()) throw new DoesNotFit()
  return text
}

function idOf(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new DoesNotFit()
  return bytes
}

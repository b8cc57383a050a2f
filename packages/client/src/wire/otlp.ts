import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** A value of an attribute as OpenTelemetry types it: bigint is an integer of 64 bits, number a double. */
export type OtlpValue = null | boolean | string | bigint | number | readonly OtlpValue[] | OtlpMap
export interface OtlpMap {
  readonly [key: string]: OtlpValue
}

export interface OtlpSpan {
  /** 16 bytes. */
  readonly traceId: Uint8Array
  /** 8 bytes. */
  readonly spanId: Uint8Array
  readonly parentSpanId: Uint8Array | undefined
  readonly name: string
  /** Nanoseconds since 1970. */
  readonly startTime: bigint
  /** undefined while it runs. */
  readonly endTime: bigint | undefined
  readonly attributes: OtlpMap
  readonly events: readonly { readonly name: string; readonly time: bigint; readonly attributes: OtlpMap }[]
  readonly links: readonly {
    readonly traceId: Uint8Array
    readonly spanId: Uint8Array
    readonly attributes: OtlpMap
  }[]
  readonly status: { readonly code: 0 | 1 | 2; readonly message: string }
}

/**
 * An ExportTraceServiceRequest of OpenTelemetry, as protobuf. The field numbers are those of opentelemetry-proto 1.x, which never
 * change. The wire itself is @bufbuild/protobuf's: 64-bit numbers are bigint there, and nothing is generated for nine messages.
 */
export function encodeSpans(spans: readonly OtlpSpan[]): Uint8Array {
  const writer = new BinaryWriter()
  const writeAll = () => {
    for (const span of spans) message(writer, 2, () => writeSpan(writer, span))
  }
  message(writer, 1, () => message(writer, 2, writeAll))
  return writer.finish()
}

function writeSpan(writer: BinaryWriter, span: OtlpSpan): void {
  writer.tag(1, WireType.LengthDelimited).bytes(span.traceId)
  writer.tag(2, WireType.LengthDelimited).bytes(span.spanId)
  if (span.parentSpanId) writer.tag(4, WireType.LengthDelimited).bytes(span.parentSpanId)
  writer.tag(5, WireType.LengthDelimited).string(span.name)
  writer.tag(7, WireType.Bit64).fixed64(span.startTime)
  if (span.endTime !== undefined) writer.tag(8, WireType.Bit64).fixed64(span.endTime)
  writeMap(writer, 9, span.attributes)
  for (const { name, time, attributes } of span.events) {
    message(writer, 11, () => {
      writer.tag(1, WireType.Bit64).fixed64(time)
      writer.tag(2, WireType.LengthDelimited).string(name)
      writeMap(writer, 3, attributes)
    })
  }
  for (const { traceId, spanId, attributes } of span.links) {
    message(writer, 13, () => {
      writer.tag(1, WireType.LengthDelimited).bytes(traceId)
      writer.tag(2, WireType.LengthDelimited).bytes(spanId)
      writeMap(writer, 4, attributes)
    })
  }
  message(writer, 15, () => {
    writer.tag(2, WireType.LengthDelimited).string(span.status.message)
    writer.tag(3, WireType.Varint).int32(span.status.code)
  })
}

/** KeyValue messages. */
function writeMap(writer: BinaryWriter, field: number, map: OtlpMap): void {
  for (const [key, value] of Object.entries(map)) {
    message(writer, field, () => {
      writer.tag(1, WireType.LengthDelimited).string(key)
      message(writer, 2, () => writeValue(writer, value))
    })
  }
}

/** An AnyValue; one without any field is null. */
function writeValue(writer: BinaryWriter, value: OtlpValue): void {
  if (value === null) return
  if (typeof value === 'string') writer.tag(1, WireType.LengthDelimited).string(value)
  else if (typeof value === 'boolean') writer.tag(2, WireType.Varint).bool(value)
  else if (typeof value === 'bigint') writer.tag(3, WireType.Varint).int64(value)
  else if (typeof value === 'number') writer.tag(4, WireType.Bit64).double(value)
  else if (isList(value)) {
    message(writer, 5, () => {
      for (const each of value) message(writer, 1, () => writeValue(writer, each))
    })
  } else message(writer, 6, () => writeMap(writer, 1, value))
}

function isList(value: OtlpMap | readonly OtlpValue[]): value is readonly OtlpValue[] {
  return Array.isArray(value)
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write()
  writer.join()
}

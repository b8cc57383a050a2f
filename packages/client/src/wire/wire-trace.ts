import type { JsonObject } from '@mlferry/exact-json'
import type { WireInteger, WireTag } from './wire.ts'

/** A trace of MLflow 3. */
export interface WireTrace extends JsonObject {
  readonly trace_id: string
  readonly trace_location?: JsonObject
  /** Such as `2026-11-24T18:44:09.265Z`. */
  readonly request_time?: string
  /** Such as `0.027s`. */
  readonly execution_duration?: string
  readonly state?: string
  readonly request_preview?: string
  readonly response_preview?: string
  readonly client_request_id?: string
  readonly trace_metadata?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly assessments?: readonly JsonObject[]
}

/** A trace as MLflow 2.14 and later have it. */
export interface WireTraceV2 extends JsonObject {
  readonly request_id: string
  readonly experiment_id: string
  /** Milliseconds since 1970. */
  readonly timestamp_ms?: WireInteger
  readonly execution_time_ms?: WireInteger
  readonly status?: string
  readonly request_metadata?: readonly WireTag[]
  readonly tags?: readonly WireTag[]
}

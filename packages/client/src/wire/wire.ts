import type { JsonObject } from '@mlferry/exact-json'

// Objects as servers send them: MLflow's names, and whatever a newer server adds.

/** A number, or a bigint beyond 2^53; a string where a server writes 64-bit integers as such. */
export type WireInteger = number | bigint | string

/** A number; some servers send non-finite ones as the strings NaN, Infinity, -Infinity. */
export type WireNumber = number | bigint | string

export interface WireTag extends JsonObject {
  readonly key: string
  readonly value: string
}

export interface WireExperiment extends JsonObject {
  readonly experiment_id: string
  readonly name: string
  readonly artifact_location: string
  /** active or deleted. */
  readonly lifecycle_stage: string
  readonly creation_time?: WireInteger
  readonly last_update_time?: WireInteger
  readonly tags?: readonly WireTag[]
}

export interface WireRun extends JsonObject {
  readonly info: WireRunInfo
  readonly data?: WireRunData
  readonly inputs?: WireRunInputs
  readonly outputs?: JsonObject
}

export interface WireRunInfo extends JsonObject {
  readonly run_id: string
  readonly experiment_id: string
  readonly status: string
  readonly run_name?: string
  readonly user_id?: string
  readonly start_time?: WireInteger
  readonly end_time?: WireInteger
  readonly artifact_uri?: string
  readonly lifecycle_stage?: string
}

export interface WireRunData extends JsonObject {
  /** The newest point of each metric. */
  readonly metrics?: readonly WireMetric[]
  readonly params?: readonly WireTag[]
  readonly tags?: readonly WireTag[]
}

export interface WireMetric extends JsonObject {
  readonly key: string
  readonly value: WireNumber
  readonly timestamp: WireInteger
  readonly step?: WireInteger
}

export interface WireRunInputs extends JsonObject {
  readonly dataset_inputs?: readonly WireDatasetInput[]
}

export interface WireDatasetInput extends JsonObject {
  readonly dataset: WireDataset
  readonly tags?: readonly WireTag[]
}

export interface WireDataset extends JsonObject {
  readonly name: string
  readonly digest: string
  readonly source_type: string
  readonly source: string
  readonly schema?: string
  readonly profile?: string
}

export interface WireFile extends JsonObject {
  readonly path: string
  readonly is_dir: boolean
  readonly file_size?: WireInteger
}

export interface WireLoggedModel extends JsonObject {
  readonly info: WireLoggedModelInfo
  readonly data?: WireLoggedModelData
}

export interface WireLoggedModelInfo extends JsonObject {
  readonly model_id: string
  readonly experiment_id: string
  readonly name: string
  readonly creation_timestamp_ms?: WireInteger
  readonly last_updated_timestamp_ms?: WireInteger
  readonly artifact_uri?: string
  /** LOGGED_MODEL_PENDING, LOGGED_MODEL_READY, LOGGED_MODEL_UPLOAD_FAILED. */
  readonly status?: string
  readonly status_message?: string
  readonly model_type?: string
  readonly source_run_id?: string
  readonly tags?: readonly WireTag[]
}

export interface WireLoggedModelData extends JsonObject {
  readonly params?: readonly WireTag[]
  /** Every point; a NaN comes as 0. */
  readonly metrics?: readonly WireMetric[]
}

export interface WireRegisteredModel extends JsonObject {
  readonly name: string
  readonly description?: string
  readonly creation_timestamp?: WireInteger
  readonly last_updated_timestamp?: WireInteger
  readonly tags?: readonly WireTag[]
  readonly aliases?: readonly WireAlias[]
}

export interface WireAlias extends JsonObject {
  readonly alias: string
  readonly version: string
}

export interface WireModelVersion extends JsonObject {
  readonly name: string
  readonly version: string
  readonly creation_timestamp?: WireInteger
  readonly last_updated_timestamp?: WireInteger
  readonly description?: string
  /** None, Staging, Production or Archived. */
  readonly current_stage?: string
  readonly source?: string
  readonly run_id?: string
  readonly run_link?: string
  readonly user_id?: string
  readonly status?: string
  readonly tags?: readonly WireTag[]
  readonly aliases?: readonly string[]
  readonly model_id?: string
}

import type { JsonObject } from '@mlferry/core'

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

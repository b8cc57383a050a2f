/**
 * Points of one metric, exact, 24 bytes each. Timestamps are milliseconds since 1970.
 * Chunks of one metric of one object follow each other with no chunk of another metric of that object between.
 */
export interface MetricChunk {
  readonly key: string
  readonly modelId?: string
  readonly dataset?: { readonly name: string; readonly digest: string }
  readonly timestamps: BigInt64Array
  readonly steps: BigInt64Array
  readonly values: Float64Array
}

/** Part of a chunk, from `start` up to `end` (excluded), sharing memory. */
export function sliceMetricChunk(chunk: MetricChunk, start: number, end: number): MetricChunk {
  return {
    ...chunk,
    timestamps: chunk.timestamps.subarray(start, end),
    steps: chunk.steps.subarray(start, end),
    values: chunk.values.subarray(start, end),
  }
}

import type { JsonObject } from '@mlferry/exact-json'

/**
 * What fields of several kinds have in common: for code that takes objects of any kind. Each kind has a type of its own fields, which a
 * header is narrowed to by `isOfKind`.
 */
export interface AnyFields {
  readonly name?: string | undefined
  readonly version?: number | undefined
  readonly tags?: ReadonlyMap<string, string> | undefined
  /** `active` or `deleted`. */
  readonly lifecycle?: string | undefined
  readonly creationTime?: number | null | undefined
  readonly startTime?: number | null | undefined
  readonly requestTime?: number | null | undefined
  readonly artifactUri?: string | undefined
  /** Where the files of a model version come from. */
  readonly source?: string | undefined
  readonly extra?: JsonObject | undefined
}

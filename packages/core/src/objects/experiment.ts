import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import type { Lifecycle } from './run.ts'

/** An MLflow experiment. Times are milliseconds since 1970, null when the store has none. */
export interface ExperimentFields {
  readonly name: string
  readonly lifecycle: Lifecycle
  /** Without `mlferry.*`. */
  readonly tags: ReadonlyMap<string, string>
  readonly artifactLocation: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export type ExperimentHeader = Header<ExperimentFields>

/** Version 1 covers name, lifecycle and tags. */
export function experimentFingerprint(fields: ExperimentFields): string {
  return fingerprint('experiment', 1, { name: fields.name, lifecycle: fields.lifecycle, tags: fields.tags })
}

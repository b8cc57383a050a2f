import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'

/** A question to reviewers of an experiment, other than the one that MLflow asks in each by itself. Times are milliseconds since 1970, null when the store has none. */
export interface LabelSchemaFields {
  readonly name: string
  /** FEEDBACK or EXPECTATION. */
  readonly type: string
  readonly instruction: string
  readonly enableComment: boolean
  /** What may be answered, in MLflow's own names: `{ categorical: { options: […] } }`. */
  readonly input: JsonObject
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export type LabelSchemaHeader = Header<LabelSchemaFields>

/** Version 1 covers everything but times. */
export function labelSchemaFingerprint(fields: LabelSchemaFields): string {
  const { name, type, instruction, enableComment, input } = fields
  return fingerprint('labelSchema', 1, { name, type, instruction, enableComment, input })
}

import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'

/** A scorer (a judge) of an experiment, with all its versions. Times are milliseconds since 1970, null when the store has none. */
export interface ScorerFields {
  readonly name: string
  /** By number, ascending; numbers may have gaps. */
  readonly versions: readonly ScorerVersion[]
  /** Which traces it judges by itself; null: none. */
  readonly onlineConfig: OnlineConfig | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export interface ScorerVersion {
  readonly version: number
  /** JSON text, as MLflow wrote it. It refers to traces by their ids, which are kept, and to gateway endpoints by name. */
  readonly serialized: string
  readonly creationTime: number | null
}

/** A type, so that it counts as a JSON object. */
export type OnlineConfig = {
  /** From 0 to 1. */
  readonly sampleRate: number
  readonly filter: string | null
}

export type ScorerHeader = Header<ScorerFields>

/** Version 1 covers name, number and text of every version, and the online configuration. */
export function scorerFingerprint({ name, versions, onlineConfig }: ScorerFields): string {
  const texts = versions.map(({ version, serialized }) => [version, serialized])
  return fingerprint('scorer', 1, { name, versions: texts, onlineConfig })
}

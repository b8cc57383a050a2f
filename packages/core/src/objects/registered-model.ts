import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'

/** A registered model; `ref.id` is its name. Times are milliseconds since 1970, null when the store has none. */
export interface RegisteredModelFields {
  readonly name: string
  readonly description: string
  /** Without `mlferry.*`. */
  readonly tags: ReadonlyMap<string, string>
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export type RegisteredModelHeader = Header<RegisteredModelFields>

/** Version 1 covers name, description and tags. */
export function registeredModelFingerprint({ name, description, tags }: RegisteredModelFields): string {
  return fingerprint('registeredModel', 1, { name, description, tags })
}

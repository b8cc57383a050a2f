import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** A version of a prompt, held by it; `ref.id` is `name/3`. Times are milliseconds since 1970, null when the store has none. */
export interface PromptVersionFields {
  readonly name: string
  readonly version: number
  /** The commit message. */
  readonly description: string
  readonly aliases: readonly string[]
  readonly userId: string
  /** The text, its type, response format and model config are tags too. Without `mlferry.*` and `mlflow.prompt.associatedRunIds`. */
  readonly tags: ReadonlyMap<string, string>
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/** Links: `runs` -> run, those that used it, as MLflow noted them up to 3.0. */
export type PromptVersionHeader = Header<PromptVersionFields>

/** Version 1 covers name, number, description, aliases, tags and links. */
export function promptVersionFingerprint(fields: PromptVersionFields, links: readonly Link[]): string {
  const { name, version, description, tags } = fields
  const aliases = [...fields.aliases].sort()
  return fingerprint('promptVersion', 1, { name, version, description, aliases, tags, links: linksInOrder(links) })
}

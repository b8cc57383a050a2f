import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** A version of a registered model, held by it; `ref.id` is `name/3`. Times are milliseconds since 1970, null when the store has none. */
export interface ModelVersionFields {
  readonly name: string
  readonly version: number
  readonly description: string
  /** None, Staging, Production or Archived. */
  readonly stage: string
  readonly aliases: readonly string[]
  /** Where its files lie, as it was registered: `models:/m-…`, `runs:/…`, or the address of a folder. */
  readonly source: string
  /** Where its files can be read: the address of a folder. */
  readonly artifactUri: string
  readonly runLink: string
  readonly userId: string
  readonly status: string
  /** Without `mlferry.*`. */
  readonly tags: ReadonlyMap<string, string>
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/**
 * Links: `run` -> run, the run it names; `model` -> loggedModel, where the source is one. `files` -> run where the source is a folder
 * among a run's artifacts, data: `path` below them.
 */
export type ModelVersionHeader = Header<ModelVersionFields>

/** Version 1 covers name, number, description, stage, aliases, run link, tags and links; where there is none, the source. */
export function modelVersionFingerprint(fields: ModelVersionFields, links: readonly Link[]): string {
  const { name, version, description, stage, runLink, tags, source } = fields
  const linked = links.some(({ field }) => field === 'model' || field === 'files')
  const aliases = [...fields.aliases].sort()
  const data = { name, version, description, stage, aliases, runLink, tags, source: linked ? '' : source }
  return fingerprint('modelVersion', 1, { ...data, links: linksInOrder(links) })
}

/** Names a version: `name/3`. */
export function modelVersionId(name: string, version: number | string): string {
  return `${name}/${version}`
}

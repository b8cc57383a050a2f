import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'
import { withLinkParts } from './unlisted-links.ts'

export type Lifecycle = 'active' | 'deleted'

/** A run as a listing shows it. Times are milliseconds since 1970, null when the store has none. */
export interface RunFields {
  /** Empty when the store has none. */
  readonly name: string
  /** RUNNING, SCHEDULED, FINISHED, FAILED, KILLED; unknown ones are kept. */
  readonly status: string
  readonly startTime: number | null
  readonly endTime: number | null
  readonly userId: string
  readonly lifecycle: Lifecycle
  readonly artifactUri: string
  readonly params: ReadonlyMap<string, string>
  /** Without `mlferry.*` and without the tags that are links (`mlflow.parentRunId`, `mlflow.rootRunId`). */
  readonly tags: ReadonlyMap<string, string>
  /** The newest point of each metric, by key: highest step, then time, then value. Tells which histories there are. */
  readonly latestMetrics: ReadonlyMap<string, MetricPoint>
  readonly datasetInputs: readonly DatasetInput[]
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export interface MetricPoint {
  readonly value: number
  /** Milliseconds since 1970. */
  readonly timestamp: bigint
  readonly step: bigint
}

export interface DatasetInput {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  /** JSON text, as are schema and profile. */
  readonly source: string
  readonly schema: string | null
  readonly profile: string | null
  readonly tags: ReadonlyMap<string, string>
}

/** Links: `parent`, `root` -> run; `modelInputs`, `modelOutputs` (data: step) -> loggedModel. */
export type RunHeader = Header<RunFields>

const terminal = new Set(['FINISHED', 'FAILED', 'KILLED'])

/** False for a run whose end may still change, whatever its fingerprint says. */
export function isTerminal(status: string): boolean {
  return terminal.has(status)
}

/** Links that some listings leave out. */
const modelLinks: readonly string[] = ['modelInputs', 'modelOutputs']

/** Version 2 covers status, times, name, user, lifecycle, params, tags, latest metrics, dataset inputs and links; those to models apart. */
export function runFingerprint(fields: RunFields, links: readonly Link[]): string {
  const { name, status, startTime, endTime, userId, lifecycle, params, tags, latestMetrics } = fields
  const datasetInputs = fields.datasetInputs.map((input) => ({ ...input })).sort(byDigest)
  const others = links.filter(({ field }) => !modelLinks.includes(field))
  const print = fingerprint('run', 2, {
    name,
    status,
    startTime,
    endTime,
    userId,
    lifecycle,
    params,
    tags,
    latestMetrics,
    datasetInputs,
    links: linksInOrder(others),
  })
  return withLinkParts(print, links, modelLinks)
}

function byDigest(a: DatasetInput, b: DatasetInput): number {
  return compare(`${a.name}\n${a.digest}`, `${b.name}\n${b.digest}`)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

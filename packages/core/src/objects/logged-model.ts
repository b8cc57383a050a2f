import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'
import type { MetricPoint } from './run.ts'

/** An MLflow 3 logged model. Held by its experiment. Times are milliseconds since 1970, null when the store has none. */
export interface LoggedModelFields {
  readonly name: string
  readonly modelType: string
  /** PENDING, READY or FAILED; unknown ones are kept. */
  readonly status: string
  readonly statusMessage: string
  readonly artifactUri: string
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  readonly params: ReadonlyMap<string, string>
  /** Without `mlferry.*`. */
  readonly tags: ReadonlyMap<string, string>
  /** All points of the model. Each is a point of its run too, under the same key, time and step. */
  readonly metrics: readonly LoggedModelMetric[]
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

export interface LoggedModelMetric extends MetricPoint {
  readonly key: string
  /** The run that logged it, by the id of the source; points without a run are not possible in MLflow. */
  readonly runId: string
  readonly dataset: { readonly name: string; readonly digest: string } | null
}

/** Links: `sourceRun` -> run. */
export type LoggedModelHeader = Header<LoggedModelFields>

/** Version 1 covers name, type, status, params, tags, metrics and links. */
export function loggedModelFingerprint(fields: LoggedModelFields, links: readonly Link[]): string {
  const { name, modelType, status, params, tags } = fields
  const metrics = fields.metrics.map((metric) => ({ ...metric })).sort((a, b) => (order(a) < order(b) ? -1 : 1))
  return fingerprint('loggedModel', 1, { name, modelType, status, params, tags, metrics, links: linksInOrder(links) })
}

function order({ key, step, timestamp, value, runId }: LoggedModelMetric): string {
  return `${key}\n${step}\n${timestamp}\n${value}\n${runId}`
}

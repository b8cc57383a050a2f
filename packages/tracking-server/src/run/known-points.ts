import type { MetricChunk } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'

/** Beyond this many, points of a metric are sent again instead of compared: a repeated point is stored once. */
const mostCompared = 1_000_000

interface PointsOf {
  readonly runId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** The points that a run at the target has already, one metric at a time. */
export class KnownPoints {
  readonly #of: PointsOf
  readonly #metrics: ReadonlySet<string>
  #key: string | undefined
  #points = new Set<string>()

  /** `metrics`: those that the run has any points of. */
  constructor(metrics: ReadonlySet<string>, of: PointsOf) {
    this.#metrics = metrics
    this.#of = of
  }

  /** Tells which points of the chunk are there. Chunks of one metric come one after the other: its points are read once. */
  async compare({ key, timestamps, steps, values }: MetricChunk): Promise<(index: number) => boolean> {
    if (key !== this.#key) await this.#load(key)
    return (index) => this.#points.has(identity(timestamps[index], steps[index], values[index]))
  }

  async #load(key: string): Promise<void> {
    this.#key = key
    this.#points = new Set()
    if (!this.#metrics.has(key)) return
    const { runId, context, signal } = this.#of
    for await (const page of context.client.metrics.history({ runId, key, signal })) {
      for (const { timestamp, step, value } of page) this.#points.add(identity(timestamp, step, value))
      if (this.#points.size > mostCompared) break
    }
  }
}

const largest = Number.MAX_VALUE

/** Servers on SQL keep an infinity as the largest number, and zero without a sign. */
function identity(timestamp: bigint | undefined, step: bigint | undefined, value: number | undefined): string {
  const kept = value === undefined ? 0 : Math.min(largest, Math.max(-largest, value)) + 0
  return `${timestamp} ${step} ${kept}`
}

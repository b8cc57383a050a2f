import type { WireMetric } from '@mlferry/client'
import type { MetricChunk } from '@mlferry/core'

/** MLflow takes at most 1000 metrics in one log-batch call, and a body of 1,000,000 bytes. */
const mostPoints = 1000
const mostBytes = 900_000

/** Gathers points of any metrics of one run into log-batch calls as full as they may be. */
export class MetricBatch {
  readonly #send: (metrics: readonly WireMetric[]) => Promise<void>
  #points: WireMetric[] = []
  #bytes = 0

  constructor(send: (metrics: readonly WireMetric[]) => Promise<void>) {
    this.#send = send
  }

  /** `skip` tells which points are there already. */
  async add(chunk: MetricChunk, skip?: (index: number) => boolean): Promise<void> {
    const { key, timestamps, steps, values } = chunk
    const bytes = 100 + Buffer.byteLength(JSON.stringify(key))
    for (const [index, value] of values.entries()) {
      if (skip?.(index)) continue
      if (this.#points.length >= mostPoints || this.#bytes + bytes > mostBytes) await this.flush()
      this.#points.push({ key, value, timestamp: timestamps[index] ?? 0n, step: steps[index] ?? 0n })
      this.#bytes += bytes
    }
  }

  async flush(): Promise<void> {
    if (this.#points.length === 0) return
    const points = this.#points
    this.#points = []
    this.#bytes = 0
    await this.#send(points)
  }
}

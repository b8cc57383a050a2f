import type { MetricChunk } from '@mlferry/core'
import type { FilePoint } from './read-point.ts'

const mostPoints = 10_000

/** Gathers points into chunks of one metric (and one model and dataset) with at most 10,000 points. */
export class ChunkBuilder {
  #key = ''
  #points: FilePoint[] = []

  /** Returns the chunks that are now complete. */
  add(key: string, points: readonly FilePoint[]): MetricChunk[] {
    const chunks: MetricChunk[] = []
    for (const point of points) {
      const [first] = this.#points
      if (first && (key !== this.#key || this.#points.length === mostPoints || !belongTogether(first, point))) {
        chunks.push(...this.flush())
      }
      this.#key = key
      this.#points.push(point)
    }
    return chunks
  }

  flush(): MetricChunk[] {
    const points = this.#points
    this.#points = []
    return points.length > 0 ? [toChunk(this.#key, points)] : []
  }
}

function belongTogether(a: FilePoint, b: FilePoint): boolean {
  return a.modelId === b.modelId && a.dataset?.name === b.dataset?.name && a.dataset?.digest === b.dataset?.digest
}

function toChunk(key: string, points: readonly FilePoint[]): MetricChunk {
  const { modelId, dataset } = points[0] ?? {}
  return {
    key,
    ...(modelId === undefined ? {} : { modelId }),
    ...(dataset === undefined ? {} : { dataset }),
    timestamps: BigInt64Array.from(points, ({ timestamp }) => BigInt(timestamp)),
    steps: BigInt64Array.from(points, ({ step }) => BigInt(step)),
    values: Float64Array.from(points, ({ value }) => value),
  }
}

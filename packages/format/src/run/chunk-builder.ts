import type { MetricChunk } from '@mlferry/core'
import type { FilePoint } from './read-point.ts'

const mostPoints = 10_000

/** Gathers points into chunks of one metric (and one model and dataset) with at most 10,000 points. */
export class ChunkBuilder {
  #key = ''
  #first: FilePoint | undefined
  #count = 0
  #timestamps = new BigInt64Array(64)
  #steps = new BigInt64Array(64)
  #values = new Float64Array(64)

  /** Returns the chunks that are now complete. */
  add(key: string, points: readonly FilePoint[]): MetricChunk[] {
    const chunks: MetricChunk[] = []
    for (const point of points) {
      const first = this.#first
      if (first && (key !== this.#key || this.#count === mostPoints || !belongTogether(first, point))) {
        chunks.push(...this.flush())
      }
      this.#key = key
      this.#first ??= point
      this.#push(point)
    }
    return chunks
  }

  flush(): MetricChunk[] {
    const [first, count] = [this.#first, this.#count]
    this.#first = undefined
    this.#count = 0
    if (!first) return []
    const { modelId, dataset } = first
    return [
      {
        key: this.#key,
        ...(modelId === undefined ? {} : { modelId }),
        ...(dataset === undefined ? {} : { dataset }),
        timestamps: this.#timestamps.slice(0, count),
        steps: this.#steps.slice(0, count),
        values: this.#values.slice(0, count),
      },
    ]
  }

  #push({ timestamp, step, value }: FilePoint): void {
    if (this.#count === this.#values.length) this.#grow()
    this.#timestamps[this.#count] = BigInt(timestamp)
    this.#steps[this.#count] = BigInt(step)
    this.#values[this.#count++] = value
  }

  #grow(): void {
    const [timestamps, steps, values] = [this.#timestamps, this.#steps, this.#values]
    const room = values.length * 2
    this.#timestamps = new BigInt64Array(room)
    this.#timestamps.set(timestamps)
    this.#steps = new BigInt64Array(room)
    this.#steps.set(steps)
    this.#values = new Float64Array(room)
    this.#values.set(values)
  }
}

function belongTogether(a: FilePoint, b: FilePoint): boolean {
  return a.modelId === b.modelId && a.dataset?.name === b.dataset?.name && a.dataset?.digest === b.dataset?.digest
}

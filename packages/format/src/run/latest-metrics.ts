import type { MetricPoint } from '@mlferry/core'
import type { FilePoint } from './read-point.ts'

/** Finds the newest point of each metric: highest step, then time, then value. NaN counts as 0. */
export class LatestMetrics {
  readonly #newest = new Map<string, FilePoint>()

  add(key: string, points: readonly FilePoint[]): void {
    let newest = this.#newest.get(key)
    for (const point of points) if (newest === undefined || isNewer(point, newest)) newest = point
    if (newest) this.#newest.set(key, newest)
  }

  result(): Map<string, MetricPoint> {
    return new Map([...this.#newest].map(([key, point]) => [key, toMetricPoint(point)]))
  }
}

export function toMetricPoint({
  value,
  timestamp,
  step,
}: Pick<FilePoint, 'value' | 'timestamp' | 'step'>): MetricPoint {
  return { value, timestamp: BigInt(timestamp), step: BigInt(step) }
}

function isNewer(a: FilePoint, b: FilePoint): boolean {
  if (a.step !== b.step) return a.step > b.step
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp
  return (Number.isNaN(a.value) ? 0 : a.value) > (Number.isNaN(b.value) ? 0 : b.value)
}

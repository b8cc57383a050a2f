import { type MetricPoint, MlferryError } from '@mlferry/core'

/** Whether points hold the one that the listing of runs names as the newest: it tells whether a history is whole. */
export function holdsPoint(points: readonly MetricPoint[], { value, timestamp, step }: MetricPoint): boolean {
  return (
    points.findLast(
      (each) =>
        each.step === step && each.timestamp === timestamp && (each.value === value || Object.is(each.value, value)),
    ) !== undefined
  )
}

export function lostHistory(key: string, found: number): MlferryError {
  const message = `The history of metric '${key}' lacks the newest point that its run shows: ${found} others came, and that one.`
  const hint = 'The points are gone from the database of the source, or something in between leaves them out.'
  return new MlferryError('ERR_HISTORY_INCOMPLETE', message, { hint })
}

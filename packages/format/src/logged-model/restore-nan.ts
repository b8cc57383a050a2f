import { type LoggedModelHeader, type LoggedModelMetric, loggedModelFingerprint, type MetricChunk } from '@mlferry/core'

/** The points of a run of the export; none where it is not there. */
export type PointsOfRun = (runId: string) => AsyncIterable<MetricChunk>

/**
 * MLflow keeps a NaN of a logged model as 0, and so other tools export it: where the run has a NaN at that key, time and step and no
 * 0, it is a NaN.
 */
export async function restoreNaN(header: LoggedModelHeader, pointsOf: PointsOfRun): Promise<LoggedModelHeader> {
  const zeros = header.fields.metrics.filter(({ value }) => value === 0)
  if (zeros.length === 0) return header
  const lost = new Set<string>()
  for (const [runId, ofRun] of Map.groupBy(zeros, (metric) => metric.runId)) {
    const places = new Set(ofRun.map(placeOf))
    const kept = new Set<string>()
    for await (const chunk of pointsOf(runId)) {
      for (const [index, value] of chunk.values.entries()) {
        const [timestamp = 0n, step = 0n] = [chunk.timestamps[index], chunk.steps[index]]
        const place = placeOf({ runId, key: chunk.key, timestamp, step })
        if (!places.has(place)) continue
        if (Number.isNaN(value)) lost.add(place)
        if (value === 0) kept.add(place)
      }
    }
    for (const place of kept) lost.delete(place)
  }
  if (lost.size === 0) return header
  const metrics = header.fields.metrics.map((metric) =>
    metric.value === 0 && lost.has(placeOf(metric)) ? { ...metric, value: Number.NaN } : metric,
  )
  const fields = { ...header.fields, metrics }
  return { ...header, fields, fingerprint: loggedModelFingerprint(fields, header.links) }
}

function placeOf({ runId, key, timestamp, step }: Omit<LoggedModelMetric, 'value' | 'dataset'>): string {
  return `${runId}\n${timestamp}\n${step}\n${key}`
}

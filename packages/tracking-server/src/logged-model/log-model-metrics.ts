import { metricPoint, type WireMetric } from '@mlferry/client'
import { type LoggedModelMetric, MlferryError } from '@mlferry/core'
import { logPoints } from '../run/log-points.ts'
import type { ServerContext } from '../server/server-context.ts'

interface ModelMetrics {
  readonly modelId: string
  /** What the model has already. */
  readonly had: readonly LoggedModelMetric[]
  /** The target's run for one of the source, if it was copied. */
  readonly runOf: (sourceId: string) => Promise<string | undefined>
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** MLflow takes at most 1000 metrics in one log-batch call. */
const mostPoints = 1000

/**
 * Logs the points of a model on the runs that logged them, which makes them points of both. `homeless` counts those whose run is not at
 * the target: they have no place there.
 */
export async function logModelMetrics(
  metrics: readonly LoggedModelMetric[],
  options: ModelMetrics,
): Promise<{ readonly wrote: boolean; readonly homeless: number }> {
  const { modelId, had, runOf, context, signal } = options
  const refused: WireMetric[] = []
  let wrote = false
  let homeless = 0
  for (const [sourceRun, points] of Map.groupBy(metrics, ({ runId }) => runId)) {
    const runId = await runOf(sourceRun)
    if (runId === undefined) homeless += points.length
    if (runId === undefined) continue
    const there = new Set(had.filter((metric) => metric.runId === runId).map(identity))
    const missing = points.filter((point) => !there.has(identity(point))).map((point) => wireMetric(point, modelId))
    for (let start = 0; start < missing.length; start += mostPoints) {
      refused.push(...(await logPoints(missing.slice(start, start + mostPoints), { runId, context, signal })))
      wrote = true
    }
  }
  if (refused.length > 0) await expectPoints(refused, options)
  return { wrote, homeless }
}

/** A point that was refused because it is there already is there on the run; the model may lack it still. */
async function expectPoints(points: readonly WireMetric[], { modelId, context, signal }: ModelMetrics): Promise<void> {
  const { data } = await context.client.loggedModels.get({ modelId, signal })
  const there = new Set((data?.metrics ?? []).map((metric) => identity({ key: metric.key, ...metricPoint(metric) })))
  const lost = points.find((point) => !there.has(identity({ key: point.key, ...metricPoint(point) })))
  if (!lost) return
  throw new MlferryError(
    'ERR_POINT_REFUSED',
    `${context.label} refuses the NaN of '${lost.key}' for the logged model.`,
    {
      hint: 'MLflow up to 3.10 takes a NaN once: delete the run and the logged model there, and copy both again.',
    },
  )
}

/** The model's table has one point for each key, time and step of a run. */
function identity({ key, timestamp, step }: Pick<LoggedModelMetric, 'key' | 'timestamp' | 'step'>): string {
  return `${timestamp} ${step} ${key}`
}

function wireMetric({ key, value, timestamp, step, dataset }: LoggedModelMetric, modelId: string): WireMetric {
  const of = dataset ? { dataset_name: dataset.name, dataset_digest: dataset.digest } : {}
  return { key, value, timestamp, step, model_id: modelId, ...of }
}

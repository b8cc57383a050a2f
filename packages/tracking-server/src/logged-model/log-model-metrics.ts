import type { WireMetric } from '@mlferry/client'
import type { LoggedModelMetric } from '@mlferry/core'
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
 * Logs the points of a model on the runs that logged them. The run has each point already: a repeated point is stored once, and
 * what is new is that it belongs to the model. Points whose run is not at the target have no place. True: something was written.
 */
export async function logModelMetrics(metrics: readonly LoggedModelMetric[], options: ModelMetrics): Promise<boolean> {
  const { modelId, had, runOf, context, signal } = options
  let wrote = false
  for (const [sourceRun, points] of Map.groupBy(metrics, ({ runId }) => runId)) {
    const runId = await runOf(sourceRun)
    if (runId === undefined) continue
    const there = new Set(had.filter((metric) => metric.runId === runId).map(identity))
    const missing = points.filter((point) => !there.has(identity(point))).map((point) => wireMetric(point, modelId))
    for (let start = 0; start < missing.length; start += mostPoints) {
      await context.client.runs.logBatch({ runId, metrics: missing.slice(start, start + mostPoints), signal })
      wrote = true
    }
  }
  return wrote
}

/** The model's table has one point for each key, time and step of a run. */
function identity({ key, timestamp, step }: LoggedModelMetric): string {
  return `${timestamp} ${step} ${key}`
}

function wireMetric({ key, value, timestamp, step, dataset }: LoggedModelMetric, modelId: string): WireMetric {
  const of = dataset ? { dataset_name: dataset.name, dataset_digest: dataset.digest } : {}
  return { key, value, timestamp, step, model_id: modelId, ...of }
}

import { isHttpError, type WireMetric, type WireTag } from '@mlferry/client'
import type { ServerContext } from '../server/server-context.ts'

interface LoggedPoints {
  readonly metrics: readonly WireMetric[]
  readonly params?: readonly WireTag[]
  readonly tags?: readonly WireTag[]
}

interface LoggedRun {
  readonly runId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/**
 * Logs at most 1000 points of a run, with params and tags. A repeated point is stored once, but MLflow up to 3.10 refuses a NaN that the
 * run has already, and with it all of its batch, by a unique constraint. Sent alone, such a point may still become its model's before the
 * run refuses it. Resolves with the points that were refused. The tags are written last.
 */
export async function logPoints(
  { metrics, params = [], tags = [] }: LoggedPoints,
  { runId, context, signal }: LoggedRun,
): Promise<readonly WireMetric[]> {
  const { runs } = context.client
  const refused: WireMetric[] = []
  try {
    await runs.logBatch({ runId, metrics, params, tags, signal })
  } catch (error) {
    const [numbers, nans] = split(metrics)
    if (!isRepeatedPoint(error) || nans.length === 0) throw error
    if (numbers.length + params.length > 0) await runs.logBatch({ runId, metrics: numbers, params, signal })
    for (const metric of nans) {
      await runs.logMetric({ runId, metric, signal }).catch((again) => {
        if (!isRepeatedPoint(again)) throw again
        refused.push(metric)
      })
    }
    if (tags.length > 0) await runs.logBatch({ runId, tags, signal })
  }
  return refused
}

function split(metrics: readonly WireMetric[]): [numbers: WireMetric[], nans: WireMetric[]] {
  const isNaNPoint = ({ value }: WireMetric) => Number.isNaN(value)
  return [metrics.filter((metric) => !isNaNPoint(metric)), metrics.filter(isNaNPoint)]
}

function isRepeatedPoint(error: unknown): boolean {
  return (
    isHttpError(error) &&
    /metric_pk|logged_model_metrics_pk|UNIQUE constraint failed: (?:metrics|logged_model_metrics)/i.test(error.message)
  )
}

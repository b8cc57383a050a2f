import { metricPoint, type WireMetric } from '@mlferry/client'
import { type LoggedModelMetric, MlferryError } from '@mlferry/core'
import { logPoints } from '../run/log-points.ts'
import { mostEntries, type RunBatch } from '../run/run-batch.ts'
import type { ServerContext } from '../server/server-context.ts'

interface ModelMetricsOptions {
  readonly modelId: string
  /** What the model has already. */
  readonly had: readonly LoggedModelMetric[]
  /** The target's run for one of the source, if it was copied. */
  readonly runOf: (sourceId: string) => Promise<string | undefined>
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Points of a model that are to be logged on one run of the target. */
interface PointsOfRun {
  readonly runId: string
  readonly missing: readonly WireMetric[]
  /** Of the run, where that is written now: what it has room for goes with its own. */
  readonly batch: RunBatch | undefined
}

/** Logs the points of a model on the runs that logged them, which makes them points of both. */
export class ModelMetrics {
  readonly #metrics: readonly LoggedModelMetric[]
  readonly #options: ModelMetricsOptions
  #placed: Promise<readonly PointsOfRun[]> | undefined
  /** How many have no place at the target, because their run is not there. */
  homeless = 0

  constructor(metrics: readonly LoggedModelMetric[], options: ModelMetricsOptions) {
    this.#metrics = metrics
    this.#options = options
  }

  /** Leaves to runs that are not sealed yet what they have room for. */
  async offer(): Promise<void> {
    for (const { missing, batch } of await this.#byRun()) batch?.offer(missing)
  }

  /** True: the model has points that it had not. */
  async log(): Promise<boolean> {
    const { modelId, context, signal } = this.#options
    const refused: WireMetric[] = []
    const byRun = await this.#byRun()
    for (const { runId, missing, batch } of byRun) {
      refused.push(...(batch?.refused.filter(({ model_id }) => model_id === modelId) ?? []))
      const left = missing.filter((metric) => !batch?.has(metric))
      batch?.withdraw(left)
      for (let start = 0; start < left.length; start += mostEntries) {
        const metrics = left.slice(start, start + mostEntries)
        refused.push(...(await logPoints({ metrics }, { runId, context, signal })))
      }
    }
    if (refused.length > 0) await expectPoints(refused, this.#options)
    return byRun.some(({ missing }) => missing.length > 0)
  }

  #byRun(): Promise<readonly PointsOfRun[]> {
    this.#placed ??= this.#place()
    return this.#placed
  }

  async #place(): Promise<readonly PointsOfRun[]> {
    const { modelId, had, runOf, context } = this.#options
    const byRun: PointsOfRun[] = []
    for (const [sourceRun, points] of Map.groupBy(this.#metrics, ({ runId }) => runId)) {
      const runId = await runOf(sourceRun)
      if (runId === undefined) {
        this.homeless += points.length
        continue
      }
      const there = new Set(had.filter((metric) => metric.runId === runId).map(identity))
      const missing = points.filter((point) => !there.has(identity(point))).map((point) => wireMetric(point, modelId))
      byRun.push({ runId, missing, batch: context.memory.runBatches.get(runId) })
    }
    return byRun
  }
}

/** A point that was refused because it is there already is there on the run; the model may lack it still. */
async function expectPoints(
  points: readonly WireMetric[],
  { modelId, context, signal }: ModelMetricsOptions,
): Promise<void> {
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

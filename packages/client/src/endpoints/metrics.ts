import { boundedBytes, isMlferryError, type MetricPoint } from '@mlferry/core'
import { type JsonObject, streamJson, stringifyJson } from '@mlferry/exact-json'
import { invalidAnswer, misshapenAnswer, tooLargeAnswer } from '../errors/answer-error.ts'
import { expectJson } from '../http/read-answer.ts'
import { metricPoint } from '../wire/metric-point.ts'
import { shapeProblem } from '../wire/shape.ts'
import type { WireMetric } from '../wire/wire.ts'
import { historyPointShape, pointShape } from '../wire/wire-shapes.ts'
import { api2, type Caller, type CallOptions } from './caller.ts'
import { createTokenGuard } from './page-tokens.ts'

export interface MetricHistory extends CallOptions {
  readonly runId: string
  readonly key: string
}

export interface BulkHistory extends CallOptions {
  /** At most 100. */
  readonly runIds: readonly string[]
  readonly key: string
  /** In all, 25000 by default, which is also the most a server gives. */
  readonly maxResults?: number
}

/** Times are milliseconds since 1970. */
export interface HistoryPoint extends MetricPoint {
  /** The logged model that the point belongs to, and the dataset, where the server says so. */
  readonly modelId?: string
  readonly dataset?: { readonly name: string; readonly digest: string }
}

export interface BulkPoint extends HistoryPoint {
  readonly runId: string
}

export interface Metrics {
  /**
   * Every point of one metric of one run, in the server's order, as they arrive: memory stays bounded where a server answers
   * with millions at once. A cut answer is asked for again and goes on after the same bytes; ERR_ANSWER_CHANGED if they differ.
   */
  history(options: MetricHistory): AsyncGenerator<readonly HistoryPoint[]>
  /**
   * One metric of many runs, by run id, timestamp, step and value; cut without a word at `maxResults`. A server older than 2.9
   * does not have it: see isRouteMissing.
   */
  historyBulk(options: BulkHistory): Promise<readonly BulkPoint[]>
}

const pageSize = 25_000
const points = [pointShape] as const
const pageOfPoints = { metrics: points } as const

export function createMetrics(caller: Caller): Metrics {
  return { history, historyBulk }

  async function* history({ runId, key, signal }: MetricHistory): AsyncGenerator<readonly HistoryPoint[]> {
    const tokens = createTokenGuard()
    let token: string | undefined
    do {
      // max_results always: without it 3.4 to about 3.13 can give nothing and a token that never advances.
      const query = { run_id: runId, metric_key: key, max_results: pageSize, page_token: token }
      const call = { method: 'GET', path: `${api2}/metrics/get-history`, query, signal } as const
      const open = async () => {
        const answer = await caller.requestStream(call)
        expectJson(answer)
        const most = caller.limits.streamBytes
        return { start: 0, bytes: boundedBytes(answer.body, most, () => tooLargeAnswer(answer, most)) }
      }
      const bytes = caller.resumeBytes(call, { open, start: 0 })
      try {
        for await (const part of streamJson(bytes, { items: isMetrics })) {
          const [value, shape] = part.type === 'items' ? [part.items, points] : [part.value, pageOfPoints]
          const problem = shapeProblem(value, shape)
          if (problem !== undefined) throw misshapenAnswer({ ...call, url: call.path }, problem, stringifyJson(value))
          if (part.type === 'items') yield (part.items as WireMetric[]).map(historyPoint)
          else token = tokens.next((part.value as JsonObject).next_page_token)
        }
      } catch (error) {
        if (isMlferryError(error) && error.code.startsWith('ERR_JSON_'))
          throw invalidAnswer({ ...call, url: call.path }, error)
        throw error
      }
    } while (token !== undefined)
  }

  async function historyBulk(options: BulkHistory): Promise<readonly BulkPoint[]> {
    const { runIds, key, maxResults = pageSize, signal } = options
    const query = { run_id: runIds, metric_key: key, max_results: maxResults }
    const path = '/ajax-api/2.0/mlflow/metrics/get-history-bulk'
    const answer = { metrics: [historyPointShape] } as const
    const { metrics = [] } = await caller.request<BulkAnswer>({ method: 'GET', path, query, answer, signal })
    return metrics.map(bulkPoint)
  }
}

function historyPoint(metric: WireMetric): HistoryPoint {
  const { model_id, dataset_name, dataset_digest } = metric
  const point = metricPoint(metric)
  if (!model_id && !dataset_name) return point
  return {
    ...point,
    ...(model_id ? { modelId: String(model_id) } : {}),
    ...(dataset_name ? { dataset: { name: String(dataset_name), digest: String(dataset_digest ?? '') } } : {}),
  }
}

/** Most points name neither a model nor a dataset. A spread would cost several times as much for each. */
function bulkPoint(metric: WireMetric & { readonly run_id: string }): BulkPoint {
  const runId = metric.run_id
  if (metric.model_id || metric.dataset_name) return { runId, ...historyPoint(metric) }
  const { value, timestamp, step } = metricPoint(metric)
  return { runId, value, timestamp, step }
}

function isMetrics(path: readonly string[]): boolean {
  return path.length === 1 && path[0] === 'metrics'
}

interface BulkAnswer {
  readonly metrics?: readonly (WireMetric & { readonly run_id: string })[]
}

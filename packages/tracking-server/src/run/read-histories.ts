import { type BulkPoint, isHttpError, isRouteMissing } from '@mlferry/client'
import {
  asMlferryError,
  isAbort,
  isFatal,
  isMlferryError,
  type LostContent,
  type MetricChunk,
  type MetricPoint,
  type Part,
} from '@mlferry/core'
import { pMapIterable } from 'p-map'
import type { ServerContext } from '../server/server-context.ts'
import { holdsPoint, lostHistory } from './latest-point.ts'

/** What one get-history-bulk call takes and gives at most. The points are those of all its runs together. */
const maxPoints = 25_000
const maxRuns = 100

export interface HistoryReading {
  /** Ids of runs that failed so far. Nothing more is read of them. */
  readonly failed: ReadonlySet<string>
  /** The newest point of a metric, as the listing shows it. */
  readonly latestOf: (runId: string, key: string) => MetricPoint | undefined
  /** Called when every route was tried and a history still lacks its newest point. */
  readonly onLoss: (runId: string, loss: LostContent) => void
  readonly context: ServerContext
  readonly signal: AbortSignal
}

interface Group {
  readonly key: string
  /** In the order in which the server answers. */
  readonly runIds: readonly string[]
}

/** Reads one metric of up to 100 runs with each request, and fetches the next ones ahead. At most five answers are in memory. */
export async function* readHistories(
  runsByKey: ReadonlyMap<string, readonly string[]>,
  reading: HistoryReading,
): AsyncGenerator<Part> {
  const groups: Group[] = [...runsByKey].flatMap(([key, ids]) => {
    const sorted = [...ids].sort()
    const pieces = Array.from({ length: Math.ceil(sorted.length / maxRuns) }, (_, n) => n * maxRuns)
    return pieces.map((start) => ({ key, runIds: sorted.slice(start, start + maxRuns) }))
  })
  const fetchGroup = async (group: Group) => ({ group, answer: await bulkAnswer(group, reading) })
  for await (const { group, answer } of pMapIterable(groups, fetchGroup, { concurrency: 4, backpressure: 5 })) {
    yield* handOut(group, answer, reading)
  }
}

/** Reads the same histories by another route: run by run and metric by metric, in pages with a token from the server. */
export async function* readHistoriesSingly(
  runsByKey: ReadonlyMap<string, readonly string[]>,
  reading: HistoryReading,
): AsyncGenerator<Part> {
  for (const [key, runIds] of runsByKey) yield* readSingly({ key, runIds }, reading)
}

/** The points of the group in one answer. undefined: read them run by run. */
async function bulkAnswer({ key, runIds }: Group, reading: HistoryReading): Promise<readonly BulkPoint[] | undefined> {
  const {
    client,
    facts: { missing },
  } = reading.context
  if (missing.has('get-history-bulk')) return undefined
  try {
    return await client.metrics.historyBulk({ runIds, key, maxResults: maxPoints, signal: reading.signal })
  } catch (error) {
    if (isFatal(error) || isAbort(error) || !isRefusal(error)) throw error
    if ((isHttpError(error) && error.status === 403) || isRouteMissing(error)) missing.add('get-history-bulk')
    // Any other refusal may be the fault of one run. The other runs can still be read one by one.
    return undefined
  }
}

async function* handOut(
  group: Group,
  answer: readonly BulkPoint[] | undefined,
  reading: HistoryReading,
): AsyncGenerator<Part> {
  let rest = group.runIds
  let points = answer
  while (points) {
    const byRun = Map.groupBy(points, (point) => point.runId)
    const full = points.length >= maxPoints
    const last = points.at(-1)?.runId
    const whole = full ? rest.filter((id) => last !== undefined && id < last) : rest
    for (const id of whole) {
      const own = byRun.get(id) ?? []
      const latest = reading.latestOf(id, group.key)
      // The answer lacks points. The other route may have them.
      if (latest && !holdsPoint(own, latest)) yield* readSingly({ key: group.key, runIds: [id] }, reading)
      else if (own.length > 0) yield { type: 'metrics', of: { kind: 'run', id }, chunk: toChunk(group.key, own) }
    }
    if (!full) return
    // The answer was cut. It is sorted by run, so only its last run can be incomplete.
    rest = rest.filter((id) => last === undefined || id >= last)
    if (whole.length === 0) {
      yield* readSingly({ key: group.key, runIds: rest.slice(0, 1) }, reading)
      rest = rest.slice(1)
    }
    if (rest.length === 0) return
    points = await bulkAnswer({ key: group.key, runIds: rest }, reading)
  }
  yield* readSingly({ key: group.key, runIds: rest }, reading)
}

async function* readSingly({ key, runIds }: Group, reading: HistoryReading): AsyncGenerator<Part> {
  const { context, failed, signal, latestOf, onLoss } = reading
  for (const id of runIds) {
    if (failed.has(id)) continue
    const of = { kind: 'run', id }
    const latest = latestOf(id, key)
    let [found, isWhole] = [0, latest === undefined]
    try {
      for await (const points of context.client.metrics.history({ runId: id, key, signal })) {
        found += points.length
        isWhole ||= latest !== undefined && holdsPoint(points, latest)
        yield { type: 'metrics', of, chunk: toChunk(key, points) }
      }
      if (!isWhole && latest) {
        yield { type: 'metrics', of, chunk: toChunk(key, [latest]) }
        onLoss(id, { field: `metrics.${key}`, error: lostHistory(key, found) })
      }
    } catch (error) {
      if (isFatal(error) || isAbort(error)) throw error
      yield { type: 'failed', of, error: asMlferryError(error, 'ERR_READ', `History of metric '${key}'`) }
    }
  }
}

/** True when the server refused the request for many runs but may still answer for each run alone. */
function isRefusal(error: unknown): boolean {
  return isHttpError(error) || (isMlferryError(error) && error.code === 'ERR_INVALID_ANSWER')
}

function toChunk(key: string, points: readonly { value: number; timestamp: bigint; step: bigint }[]): MetricChunk {
  const { length } = points
  const chunk = {
    key,
    timestamps: new BigInt64Array(length),
    steps: new BigInt64Array(length),
    values: new Float64Array(length),
  }
  let index = 0
  for (const { value, timestamp, step } of points) {
    chunk.values[index] = value
    chunk.timestamps[index] = timestamp
    chunk.steps[index] = step
    index++
  }
  return chunk
}

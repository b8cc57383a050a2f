import { isHttpError, type WireMetric, type WireTag } from '@mlferry/client'
import type { MetricChunk } from '@mlferry/core'

/** MLflow takes at most this many in one log-batch call, of each and together, and a body of 1,000,000 bytes. */
export const mostEntries = 1000
const mostParams = 100
const mostTags = 100
const mostBytes = 900_000

export interface BatchCall {
  readonly metrics: readonly WireMetric[]
  readonly params: readonly WireTag[]
  readonly tags: readonly WireTag[]
}

/** Gathers what is logged on one run into log-batch calls as full as they may be. Points of its logged models may go with its own. */
export class RunBatch {
  /** Resolves with the points that were refused because they are there. */
  readonly #send: (call: BatchCall) => Promise<readonly WireMetric[]>
  /** Entries to leave free for params and tags. */
  readonly #reserved: number
  readonly #guests = new Set<WireMetric>()
  readonly #arrived = new Set<WireMetric>()
  readonly refused: WireMetric[] = []
  #points: WireMetric[] = []
  #bytes = 0
  #finished = false

  constructor(send: (call: BatchCall) => Promise<readonly WireMetric[]>, { reserved }: { reserved: number }) {
    this.#send = send
    this.#reserved = reserved
  }

  /** `skip` tells which points are there already. */
  async add(chunk: MetricChunk, skip?: (index: number) => boolean): Promise<void> {
    const { key, timestamps, steps, values } = chunk
    const bytes = bytesOfMetric({ key })
    for (const [index, value] of values.entries()) {
      if (skip?.(index)) continue
      if (this.#points.length >= mostEntries || this.#bytes + bytes > mostBytes) await this.#flush()
      this.#points.push({ key, value, timestamp: timestamps[index] ?? 0n, step: steps[index] ?? 0n })
      this.#bytes += bytes
    }
  }

  /** Takes points of a logged model, as many as find room beside what waits already. Once the run is sealed, `has` tells which arrived. */
  offer(metrics: readonly WireMetric[]): void {
    if (this.#finished) return
    const own = this.#points.length + this.#reserved
    // What does not go in one call goes in two: then there is room in the second.
    const most = (own > mostEntries ? 2 : 1) * mostEntries - own
    for (const metric of metrics) {
      const bytes = bytesOfMetric(metric)
      if (this.#guests.size >= most || this.#bytes + bytes > mostBytes) return
      this.#guests.add(metric)
      this.#bytes += bytes
    }
  }

  /** Takes back what was offered and did not go yet. */
  withdraw(metrics: readonly WireMetric[]): void {
    for (const metric of metrics) if (this.#guests.delete(metric)) this.#bytes -= bytesOfMetric(metric)
  }

  has(metric: WireMetric): boolean {
    return this.#arrived.has(metric)
  }

  /** Sends all that waits, with params and tags; the last tag goes with the last call. */
  async finish({ params, tags }: Pick<BatchCall, 'params' | 'tags'>): Promise<void> {
    this.#finished = true
    const rest = { metrics: [...this.#points, ...this.#guests], params: [...params], tags: [...tags] }
    this.#points = []
    while (rest.metrics.length + rest.params.length + rest.tags.length > 0) await this.#sendWithGuests(nextCall(rest))
  }

  async #flush(): Promise<void> {
    const metrics = this.#points
    this.#points = []
    this.#bytes = 0
    await this.#send({ metrics, params: [], tags: [] })
  }

  /** One model whose points are refused is no reason to refuse those of the run: it has to log them itself, and fails alone. */
  async #sendWithGuests(call: BatchCall): Promise<void> {
    const guests = call.metrics.filter((metric) => this.#guests.has(metric))
    try {
      this.refused.push(...(await this.#send(call)))
      for (const metric of guests) this.#arrived.add(metric)
    } catch (error) {
      if (guests.length === 0 || !isHttpError(error) || error.status >= 500) throw error
      const own = { ...call, metrics: call.metrics.filter((metric) => !this.#guests.has(metric)) }
      if (own.metrics.length + own.params.length + own.tags.length > 0) await this.#send(own)
    }
  }
}

interface Rest {
  readonly metrics: WireMetric[]
  readonly params: WireTag[]
  readonly tags: WireTag[]
}

/** Takes from what is left as much as one call may carry. */
function nextCall({ metrics, params, tags }: Rest): BatchCall {
  const room = { entries: mostEntries, bytes: mostBytes }
  const call = {
    params: take(params, { most: mostParams, bytesOf: bytesOfTag, room }),
    metrics: take(metrics, { most: mostEntries, bytesOf: bytesOfMetric, room }),
  }
  const isLast = params.length + metrics.length === 0
  const most = Math.min(mostTags, isLast ? tags.length : tags.length - 1)
  return { ...call, tags: take(tags, { most, bytesOf: bytesOfTag, room }) }
}

interface Taking<T> {
  readonly most: number
  readonly bytesOf: (entry: T) => number
  /** Of the call. */
  readonly room: { entries: number; bytes: number }
}

function take<T>(list: T[], { most, bytesOf, room }: Taking<T>): T[] {
  let count = 0
  for (const entry of list) {
    const bytes = bytesOf(entry)
    // One alone goes, whatever its size.
    if (count >= most || room.entries === 0 || (bytes > room.bytes && room.entries < mostEntries)) break
    room.entries--
    room.bytes -= bytes
    count++
  }
  return list.splice(0, count)
}

function bytesOfMetric({ key, model_id = '', dataset_name = '', dataset_digest = '' }: Partial<WireMetric>): number {
  return 100 + Buffer.byteLength(JSON.stringify([key, model_id, dataset_name, dataset_digest]))
}

function bytesOfTag({ key, value }: WireTag): number {
  return 30 + Buffer.byteLength(JSON.stringify([key, value]))
}

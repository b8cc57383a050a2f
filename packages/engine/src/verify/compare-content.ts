import {
  asMlferryError,
  type Header,
  type LostContent,
  type MlferryError,
  type Part,
  type ReadOptions,
  type Source,
} from '@mlferry/core'
import { compareElements, type ValueDifference } from './compare-values.ts'
import { type Ends, type LoadedPair, metricName, rowOf } from './loaded-pair.ts'
import { MultisetDigest, pointValue } from './multiset-digest.ts'

export interface ContentFindings {
  readonly differences: readonly ValueDifference[]
  /** Set: one end could not be read. */
  readonly error?: MlferryError
  /** What only the target could not give, although the source did. */
  readonly lost: readonly LostContent[]
}

export interface ContentTotals {
  points: number
  rows: number
}

interface ContentContext extends Ends {
  readonly options: ReadOptions
  readonly totals: ContentTotals
}

/** Beyond this many points or rows of one name, a difference is told by their number alone. */
const mostTold = 200_000

/** Compares points and rows of a batch of one kind, in the order of the batch. Memory holds a few numbers for each metric. */
export async function compareContent(
  batch: readonly LoadedPair[],
  context: ContentContext,
): Promise<readonly ContentFindings[]> {
  const [ours, theirs] = await Promise.all([digest(batch, 'source', context), digest(batch, 'target', context)])
  const findings: ContentFindings[] = []
  for (const pair of batch) {
    const [source, target] = [ours.get(pair.source.ref.id), theirs.get(pair.target.ref.id)]
    const error = source?.error ?? target?.error
    if (error) findings.push({ differences: [], lost: [], error })
    else {
      const differences = await tell(pair, differingNames(source?.parts, target?.parts), context)
      const known = new Set(source?.lost.map(({ field }) => field))
      findings.push({ differences, lost: (target?.lost ?? []).filter(({ field }) => !known.has(field)) })
    }
  }
  return findings
}

type Side = 'source' | 'target'

interface Digested {
  readonly parts: Map<string, MultisetDigest>
  lost: readonly LostContent[]
  error?: MlferryError
}

async function digest(
  batch: readonly LoadedPair[],
  side: Side,
  context: ContentContext,
): Promise<ReadonlyMap<string, Digested>> {
  const byId = new Map(batch.map((pair) => [pair[side].ref.id, pair]))
  const digests = new Map([...byId.keys()].map((id): [string, Digested] => [id, { parts: new Map(), lost: [] }]))
  for await (const part of readSide(batch, side, context)) {
    const [pair, digested] = [byId.get(part.of.id), digests.get(part.of.id)]
    if (!pair || !digested) continue
    if (part.type === 'failed') digested.error = part.error
    if (part.type === 'end') digested.lost = part.losses ?? []
    if (part.type === 'metrics') {
      const named = digestOf(
        digested,
        `metrics.${side === 'source' ? metricName(pair, part.chunk.key) : part.chunk.key}`,
      )
      named.addPoints(part.chunk, keepsFinite(pair, context))
      context.totals.points += side === 'source' ? part.chunk.values.length : 0
    }
    if (part.type === 'rows') {
      const named = digestOf(digested, part.name)
      for (const row of part.rows) named.addRow(rowOf(pair, { name: part.name, row, side }, context))
      context.totals.rows += side === 'source' ? part.rows.length : 0
    }
  }
  return digests
}

async function* readSide(
  batch: readonly LoadedPair[],
  side: Side,
  { signal, options, ...ends }: ContentContext,
): AsyncGenerator<Part> {
  const store: Source = ends[side]
  const headers: readonly Header[] = batch.map((pair) => pair[side])
  try {
    yield* store.read(headers, signal, options)
  } catch (error) {
    if (batch.length > 1) throw error
    const failure = asMlferryError(error, 'ERR_READ', `The content at ${store.label}`)
    for (const { ref } of headers) yield { type: 'failed', of: ref, error: failure }
  }
}

function digestOf({ parts }: Digested, name: string): MultisetDigest {
  const known = parts.get(name) ?? new MultisetDigest()
  parts.set(name, known)
  return known
}

function differingNames(ours: Digested['parts'] = new Map(), theirs: Digested['parts'] = new Map()) {
  const none = new MultisetDigest()
  const names = new Set([...ours.keys(), ...theirs.keys()])
  return new Map(
    [...names]
      .map((name) => [name, [ours.get(name), theirs.get(name)]] as const)
      .filter(([, [a, b]]) => !(a ?? none).equals(b ?? none)),
  )
}

/** Reads again what differs, to name it. */
async function tell(
  pair: LoadedPair,
  differing: ReturnType<typeof differingNames>,
  context: ContentContext,
): Promise<readonly ValueDifference[]> {
  if (differing.size === 0) return []
  const small = new Set(
    [...differing]
      .filter(([, digests]) => digests.every((each) => (each?.count ?? 0) <= mostTold))
      .map(([name]) => name),
  )
  const ours = await collect(pair, 'source', small, context)
  const theirs = await collect(pair, 'target', small, context)
  return [...differing].flatMap(([name, [a, b]]) => {
    const counted = { field: name, source: `${a?.count ?? 0} in all`, target: `${b?.count ?? 0} in all` }
    if (!small.has(name)) return [counted]
    const found = [...compareElements(name, ours.get(name) ?? [], theirs.get(name) ?? [])]
    return found.length > 0 ? found : [counted]
  })
}

async function collect(
  pair: LoadedPair,
  side: Side,
  names: ReadonlySet<string>,
  context: ContentContext,
): Promise<Map<string, unknown[]>> {
  const items = new Map<string, unknown[]>()
  const add = (name: string, more: readonly unknown[]) => {
    if (!names.has(name)) return
    const known = items.get(name) ?? []
    for (const each of more) known.push(each)
    items.set(name, known)
  }
  for await (const part of readSide([pair], side, context)) {
    if (part.type === 'metrics') {
      const { key, timestamps, steps, values } = part.chunk
      const finite = keepsFinite(pair, context)
      add(
        `metrics.${side === 'source' ? metricName(pair, key) : key}`,
        [...values].map((value, at) => ({
          value: pointValue(value, finite),
          step: steps[at],
          timestamp: timestamps[at],
        })),
      )
    }
    if (part.type === 'rows') {
      const rows = part.rows.map((row) => rowOf(pair, { name: part.name, row, side }, context))
      add(part.name, rows)
    }
  }
  return items
}

function keepsFinite({ kind }: LoadedPair, { capabilities }: Ends): boolean {
  return capabilities.kind(kind.name)?.finitePoints === true
}

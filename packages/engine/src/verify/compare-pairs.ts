import {
  asMlferryError,
  type Capabilities,
  canonicalText,
  type Header,
  isAbort,
  isFatal,
  type ObjectKind,
  type Ref,
  redact,
  type Spool,
} from '@mlferry/core'
import pLimit from 'p-limit'
import { isAtLimit } from './at-limit.ts'
import { chooseSample } from './choose-sample.ts'
import { compareArtifacts } from './compare-artifacts.ts'
import { compareContent } from './compare-content.ts'
import { compareHeader } from './compare-header.ts'
import { compareLinks } from './compare-links.ts'
import type { ValueDifference } from './compare-values.ts'
import { loadPairs } from './load-pairs.ts'
import type { Ends, LoadedPair } from './loaded-pair.ts'
import type { PairedStores } from './pair-stores.ts'
import { showValues } from './show-values.ts'
import type { VerifyEvent, VerifyLevel } from './verify-report.ts'
import type { VerifyTally } from './verify-tally.ts'

/** Which pairs an interrupted verify had found equal, content included. */
export interface VerifiedPairs {
  has(key: string): boolean
  add(key: string): void
}

export interface ComparingContext extends Ends, PairedStores {
  readonly kinds: readonly ObjectKind[]
  /** All that both ends hold, compared or not. */
  readonly held: readonly ObjectKind[]
  readonly amend?: ((header: Header) => Header) | undefined
  readonly level: VerifyLevel
  /** What the source says of itself. */
  readonly offered: Capabilities
  readonly sample: number
  readonly seed: string
  readonly concurrency?: number
  readonly verified?: VerifiedPairs
  readonly spool: Spool
  readonly tally: VerifyTally
  readonly onEvent: (event: VerifyEvent) => void
}

/** Compares all pairs, kind by kind, in batches. Resolves to how many were read by the independent route. */
export async function comparePairs(context: ComparingContext): Promise<{ read: number; atLimit: number }> {
  const independent = { read: 0, atLimit: 0 }
  for (const kind of context.kinds) {
    const pairs = context.byKind.get(kind.name) ?? []
    const sampled = chooseSample(
      pairs.map(({ source }) => source.ref.id),
      { size: context.sample, seed: context.seed },
    )
    context.onEvent({ type: 'planned', kind: kind.name, total: pairs.length, todo: pairs.length })
    const size = Math.max(1, context.source.batchSize(kind.name), context.target.batchSize(kind.name))
    for (let start = 0; start < pairs.length; start += size) {
      context.signal.throwIfAborted()
      const batch = await loadPairs(pairs.slice(start, start + size), kind, context)
      await compareBatch(batch, { ...context, kind, sampled, independent })
    }
  }
  return independent
}

interface BatchContext extends ComparingContext {
  readonly kind: ObjectKind
  readonly sampled: ReadonlySet<string>
  readonly independent: { read: number; atLimit: number }
}

async function compareBatch(batch: readonly LoadedPair[], context: BatchContext): Promise<void> {
  const { kind, level, sampled, independent, verified, tally, offered, capabilities } = context
  const found = new Map(batch.map((pair) => [pair, new PairFindings(pair, tally)]))
  for (const [pair, findings] of found) compareHeaders(pair, findings, context)
  const noted = new Set(batch.filter((pair) => verified?.has(verifiedKey(pair, level))))
  const todo = batch.filter((pair) => !noted.has(pair))
  const resumed = level === 'bytes' ? [...noted] : []
  tally.totals.resumed += noted.size

  const limits = new Set(
    todo.filter(({ source }) => isAtLimit(source, [offered.kind(kind.name), capabilities.kind(kind.name)])),
  )
  const chosen = todo.filter((pair) => limits.has(pair) || sampled.has(pair.source.ref.id))
  independent.read += chosen.length
  independent.atLimit += limits.size
  const others = level === 'bytes' ? todo.filter((pair) => !chosen.includes(pair)) : []
  await Promise.all([
    readContent(chosen, { ...context, found, independently: true }),
    readContent(others, { ...context, found, independently: false }),
    readFiles(todo, { ...context, found, level }),
    // A file that has another size now, or is gone, is found without reading any.
    readFiles(resumed, { ...context, found, level: 'fields' }),
  ])
  for (const [pair, findings] of found) {
    const { differs, failed } = findings
    const counts = tally.of(kind.name)
    counts.equal += differs || failed ? 0 : 1
    counts.differing += differs ? 1 : 0
    counts.unreadable += failed ? 1 : 0
    if (!differs && !failed) verified?.add(verifiedKey(pair, level))
    context.onEvent({ type: 'compared', kind: kind.name, differs: differs || failed })
  }
}

function compareHeaders(pair: LoadedPair, findings: PairFindings, { kind, capabilities, pairs, tally }: BatchContext) {
  const { source, target } = pair
  const fields = compareHeader(pair, capabilities.kind(kind.name) ?? { fields: {} })
  const links = compareLinks(source, target, pairs)
  for (const difference of [...fields.differences, ...links.differences]) findings.add(difference)
  for (const { field, why } of fields.expected) tally.expects(source.ref, field, why)
  for (const { field } of links.waiting) tally.expects(source.ref, field, 'refers to an object that is not compared')
}

interface ReadingContext extends BatchContext {
  readonly found: ReadonlyMap<LoadedPair, PairFindings>
}

async function readContent(
  batch: readonly LoadedPair[],
  { found, independently, ...context }: ReadingContext & { readonly independently: boolean },
): Promise<void> {
  if (batch.length === 0) return
  const { totals } = context.tally
  const before = totals.points
  const options = { independent: independently }
  const results = await compareContent(batch, { ...context, options, totals })
  context.onEvent({ type: 'moved', points: totals.points - before, files: 0, bytes: 0 })
  for (const [at, pair] of batch.entries()) {
    const { differences = [], lost = [], error } = results[at] ?? {}
    for (const difference of differences) found.get(pair)?.add(difference)
    if (error) found.get(pair)?.fail('content', error)
    for (const each of lost) found.get(pair)?.fail(each.field, each.error)
  }
}

async function readFiles(batch: readonly LoadedPair[], { found, ...context }: ReadingContext): Promise<void> {
  const { concurrency = 8, level, pairs, tally } = context
  const limit = pLimit(concurrency)
  const { totals } = tally
  const targetOf = (ref: Ref) => pairs.targetOf(ref)?.ref
  const compare = async (pair: LoadedPair) => {
    const read = { files: 0, bytes: 0 }
    const files = { ...context, targetOf, bytes: level === 'bytes', concurrency, totals: read }
    const { differences, errors } = await compareArtifacts(pair, files)
    totals.files += read.files
    totals.bytes += read.bytes
    const findings = found.get(pair)
    for (const difference of differences) findings?.add(difference)
    for (const { field, error } of errors) findings?.fail(field, error)
    context.onEvent({ type: 'moved', points: 0, ...read })
  }
  await Promise.all(batch.map((pair) => limit(() => compare(pair))))
}

/** Equal for the same state of both as far as a listing shows: all fields, links, what holds them, and whether they are deleted. */
function verifiedKey({ kind, source, target }: LoadedPair, level: VerifyLevel): string {
  const states = [source, target].map((header) => {
    const { ref, scope, fields, links, fingerprint } = header
    return canonicalText({ ref, scope, fields, links, fingerprint, deleted: kind.deleted(header) })
  })
  return [level, ...states].join('\n')
}

/** What is found of one pair, on its way into the report. */
class PairFindings {
  differs = false
  failed = false
  readonly #pair: LoadedPair
  readonly #tally: VerifyTally

  constructor(pair: LoadedPair, tally: VerifyTally) {
    this.#pair = pair
    this.#tally = tally
  }

  add({ field, source, target }: ValueDifference): void {
    this.differs = true
    this.#tally.differs({
      problem: 'differs',
      ...this.#named,
      field: redact(field, 300),
      values: showValues(source, target),
    })
  }

  fail(field: string, error: Error): void {
    if (isFatal(error) || isAbort(error)) throw error
    this.failed = true
    const { message } = asMlferryError(error, 'ERR_READ', field)
    this.#tally.differs({ problem: 'unreadable', ...this.#named, field, values: showValues(message, message) })
  }

  get #named() {
    const { kind, source, target } = this.#pair
    return { ref: source.ref, title: kind.title(source), target: target.ref }
  }
}

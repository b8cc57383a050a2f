import { randomBytes } from 'node:crypto'
import { type Header, type ObjectKind, type Source, Spool, type Unreadable } from '@mlferry/core'
import { countNotCarried } from '../inventory/count-not-carried.ts'
import type { Selection } from '../inventory/selection.ts'
import { objectKinds } from '../kinds/object-kinds.ts'
import { comparePairs, type VerifiedPairs } from './compare-pairs.ts'
import { pairStores } from './pair-stores.ts'
import type { Difference, VerifyEvent, VerifyLevel, VerifyReport } from './verify-report.ts'
import { VerifyTally } from './verify-tally.ts'

export interface VerifyOptions {
  readonly source: Source
  /** Read only, as the source: nothing is written at either end. */
  readonly target: Source
  readonly selection?: Selection
  /** Default `fields`. */
  readonly level?: VerifyLevel
  /** Of each kind, so many objects are read whole by another route than a copy takes, besides all that are at a limit. Default 100. */
  readonly sample?: number
  /** Chooses the sample. Default: another one each time; the report tells it. */
  readonly seed?: string
  /** Objects that only the target has are differences too. Default: false, they are counted. */
  readonly expectNoExtra?: boolean
  /** Default: every kind that mlferry carries. */
  readonly kinds?: readonly ObjectKind[]
  /** What a copy changed on the way, such as names: applied to every header of the source. */
  readonly amend?: (header: Header) => Header
  /** Objects and files under way at once. Default 8. */
  readonly concurrency?: number
  /** Where the listings are kept meanwhile. Default: the system's temporary folder. */
  readonly scratchDir?: string
  /** Lets an interrupted verify go on: the content of pairs that it has is not read again. */
  readonly verified?: VerifiedPairs
  readonly signal?: AbortSignal
  readonly onEvent?: (event: VerifyEvent) => void
  /** Called for every difference as it is found. */
  readonly onDifference?: (difference: Difference) => void
}

/**
 * Compares two stores, object by object, and names everything that is not as the source has it. Uses nothing that a copy noted but
 * the tags on the objects themselves. Throws ERR_NOT_FOUND when nothing at the source has any name of a list, an AbortError when stopped.
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const {
    source,
    target,
    kinds = objectKinds,
    selection = {},
    level = 'fields',
    sample = 100,
    onEvent = () => {},
  } = options
  const { seed = randomBytes(6).toString('hex') } = options
  const signal = options.signal ?? new AbortController().signal
  const names = kinds.map(({ name }) => name)
  const offered = await source.capabilities(signal, names)
  const capabilities = await target.capabilities(signal, names)
  const held = kinds.filter(({ name }) => offered.kind(name))
  const compared = held.filter(({ name }) => capabilities.kind(name))
  const lacking = held.filter((kind) => !compared.includes(kind))
  const tally = new VerifyTally(
    compared.map(({ name }) => name),
    options.onDifference,
  )
  using spool = new Spool(options.scratchDir)
  const listed = await pairStores({
    ...options,
    kinds: compared,
    thorough: level !== 'counts',
    lacking,
    capabilities,
    selection,
    spool,
    signal,
    tally,
    onEvent,
  })
  const query = { includeDeleted: selection.includeDeleted ?? false }
  const refsOf = (kind: string) => listed.sources.flatMap(({ ref }) => (ref.kind === kind ? [ref] : []))
  const onUnlisted = ({ ref, error }: Unreadable) => {
    tally.of(ref.kind).unreadable++
    tally.differs({ problem: 'unreadable', ref, values: { source: error.message, target: '' } })
  }
  const notCarried = await countNotCarried(listed.lacking, refsOf, { source, capabilities, query, signal, onUnlisted })
  const labels = { source: source.label, target: target.label, level, notFound: listed.notFound, notCarried }
  if (level === 'counts') return tally.build({ ...labels, sample: { size: 0, seed, read: 0, atLimit: 0 } })
  const read = await comparePairs({
    ...options,
    ...listed,
    level,
    sample,
    seed,
    kinds: compared,
    held: objectKinds.filter(({ name }) => offered.kind(name) && capabilities.kind(name)),
    offered,
    capabilities,
    spool,
    signal,
    tally,
    onEvent,
  })
  return tally.build({ ...labels, sample: { size: sample, seed, ...read } })
}

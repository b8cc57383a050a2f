import type { Capabilities, Header, ObjectKind, Query, Ref, Source, Spool, Unreadable } from '@mlferry/core'
import { missingNames } from '../inventory/missing-names.ts'
import { type Selected, selectObjects } from '../inventory/select-objects.ts'
import { rootsOf } from '../inventory/select-roots.ts'
import type { Selection } from '../inventory/selection.ts'
import { listSide } from './list-side.ts'
import { type Entry, pairObjects } from './pair-objects.ts'
import { Pairs } from './pairs.ts'
import type { VerifyEvent } from './verify-report.ts'
import type { VerifyTally } from './verify-tally.ts'
import { waitingEntries } from './waiting-entries.ts'

interface StoresContext {
  readonly source: Source
  readonly target: Source
  readonly kinds: readonly ObjectKind[]
  /** Kinds that the source holds and the target does not. */
  readonly lacking: readonly ObjectKind[]
  readonly capabilities: Capabilities
  readonly selection: Selection
  readonly expectNoExtra?: boolean
  /** Reads fields too that cost a request for each object. */
  readonly thorough: boolean
  readonly amend?: (header: Header) => Header
  readonly spool: Spool
  readonly signal: AbortSignal
  readonly tally: VerifyTally
  readonly onEvent: (event: VerifyEvent) => void
}

export interface PairedStores {
  readonly pairs: Pairs
  /** By kind, in the order of the source. */
  readonly byKind: ReadonlyMap<string, readonly { readonly source: Entry; readonly target: Entry }[]>
  readonly sources: readonly Entry[]
  /** Kinds within the selection that the target does not hold. */
  readonly lacking: readonly ObjectKind[]
  /** Names and ids of the selection that nothing at the source has. */
  readonly notFound: readonly string[]
}

/** Lists both ends, what holds before what is held, finds the copy of each object, and names what is missing, doubled or extra. */
export async function pairStores(context: StoresContext): Promise<PairedStores> {
  const { source } = context
  const selected = await selectObjects({ ...context, notCarried: context.lacking })
  const notFound = missingNames(selected.unmatched, context.selection, source)
  const pairs = new Pairs()
  const sources: Entry[] = []
  const targets: Entry[] = []
  const byKind = new Map<string, readonly { source: Entry; target: Entry }[]>()
  for (const kind of selected.kinds) {
    const ours = await listSource(kind, { selected, sources, context })
    const theirs = await listTarget(kind, { sources, targets, pairs, context })
    sources.push(...ours.entries)
    targets.push(...theirs.entries)
    const pairing = pairObjects(ours.entries, theirs.entries, { kind, targetOf: (ref) => pairs.targetOf(ref)?.ref })
    for (const pair of pairing.pairs) pairs.add(pair.source, pair.target)
    byKind.set(kind.name, pairing.pairs)
    tell(kind, { ours, theirs, pairing, pairs, because: selected.because, context })
  }
  return { pairs, byKind, sources, lacking: selected.notCarried, notFound }
}

interface SourceListing {
  readonly selected: Selected
  readonly sources: readonly Entry[]
  readonly context: StoresContext
}

function listSource(
  kind: ObjectKind,
  { selected: { source: store, query: queryOf }, sources, context }: SourceListing,
) {
  const { thorough, amend, spool, signal, onEvent } = context
  const scopes = kind.scope ? { scopes: refsOf(kind.scope, sources) } : {}
  const query: Query = { ...queryOf(kind), ...scopes }
  const onListed = (listed: number) => onEvent({ type: 'listing', kind: kind.name, listed })
  return listSide({ store, kind, query, thorough, amend, spool, signal, onListed })
}

interface TargetListing {
  readonly sources: readonly Entry[]
  readonly targets: readonly Entry[]
  readonly pairs: Pairs
  readonly context: StoresContext
}

/** Deleted ones too: a copy that was deleted is there, and not as it should be. Of a selection, just where its copies belong. */
function listTarget(kind: ObjectKind, { sources, targets, pairs, context }: TargetListing) {
  const { target: store, selection, thorough, spool, signal } = context
  const narrow = rootsOf(selection) !== undefined
  const held = (of: string) => (narrow ? copiesOf(refsOf(of, sources), pairs) : refsOf(of, targets))
  const query: Query = { includeDeleted: true, ...(kind.scope ? { scopes: held(kind.scope) } : {}) }
  return listSide({ store, kind, query, thorough, spool, signal })
}

function refsOf(kind: string, entries: readonly Entry[]): Ref[] {
  return entries.filter(({ ref }) => ref.kind === kind).map(({ ref }) => ref)
}

function copiesOf(refs: readonly Ref[], pairs: Pairs): Ref[] {
  return refs.flatMap((ref) => pairs.targetOf(ref)?.ref ?? [])
}

interface Listed {
  readonly entries: readonly Entry[]
  readonly unreadable: readonly Unreadable[]
}

interface Telling {
  readonly ours: Listed
  readonly theirs: Listed
  readonly pairing: ReturnType<typeof pairObjects>
  readonly pairs: Pairs
  readonly because: Selected['because']
  readonly context: StoresContext
}

function tell(kind: ObjectKind, { ours, theirs, pairing, pairs, because, context }: Telling): void {
  const { spool, tally, selection, expectNoExtra = false } = context
  const counts = tally.of(kind.name)
  const title = (entry: Entry) => kind.title(spool.get<Header>(entry.slot))
  const isThere = (ref: Ref) => pairs.targetOf(ref) !== undefined
  const { inOrder } = context.capabilities.kind(kind.name) ?? {}
  const waiting = waitingEntries(kind, pairing.missing, { selection, inOrder, spool, isThere })
  const missing = pairing.missing.filter((entry) => !isHidden(entry, theirs, pairs) && !waiting.has(entry))
  // Beside a selection the target may hold anything.
  const whole = isWhole(kind, selection)
  // What holds an object that came along was not asked for itself.
  const isBeside = ({ scope }: Entry) => {
    const holder = scope && pairs.originalOf(scope)
    return holder !== undefined && because(holder.ref) !== undefined
  }
  const extra = whole ? pairing.extra.filter((entry) => !isUnknown(entry, ours) && !isBeside(entry)) : []
  counts.source += ours.entries.length - waiting.size + ours.unreadable.length
  counts.target += theirs.entries.length - (whole ? 0 : pairing.extra.length) + theirs.unreadable.length
  counts.missing += missing.length
  counts.doubled += pairing.doubled.length
  counts.extra += extra.length
  counts.unreadable += ours.unreadable.length + theirs.unreadable.length
  for (const { ref, error } of [...ours.unreadable, ...theirs.unreadable]) {
    const side = ours.unreadable.some((each) => each.ref === ref) ? 'source' : 'target'
    tally.differs({ problem: 'unreadable', ref, values: { source: '', target: '', [side]: error.message } })
  }
  for (const entry of missing) tally.differs({ problem: 'missing', ref: entry.ref, title: title(entry) })
  for (const { source, target } of pairing.doubled) {
    tally.differs({ problem: 'doubled', ref: source.ref, title: title(source), target: target.ref })
  }
  if (!expectNoExtra) return
  for (const entry of extra) tally.differs({ problem: 'extra', ref: entry.ref, title: title(entry) })
}

/** Whether all objects of the kind at the target, where they belong, are asked for. */
function isWhole({ scope }: ObjectKind, { includeDeleted: _, experiments, ...narrower }: Selection): boolean {
  return (
    Object.values(narrower).every((each) => each === undefined) && (experiments === undefined || scope !== undefined)
  )
}

/** Whether it is there cannot be told: the target cannot show it, or what its place there holds. */
function isHidden({ ref, scope }: Entry, { unreadable }: Listed, pairs: Pairs): boolean {
  const place = scope && pairs.targetOf(scope)?.ref.id
  return unreadable.some(
    ({ ref: { id } }) => id === '*' || id === ref.id || (place !== undefined && id === `${place}/*`),
  )
}

/** The copy of something that the source cannot show is not extra. */
function isUnknown({ keys }: Entry, { unreadable }: Listed): boolean {
  return unreadable.some(({ ref: { id } }) => id === '*' || id === keys.copyOf || id === keys.key)
}

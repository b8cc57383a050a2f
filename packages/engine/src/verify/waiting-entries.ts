import type { Header, ObjectKind, Ref, Spool } from '@mlferry/core'
import { windowOf } from '../inventory/select-objects.ts'
import type { Selection } from '../inventory/selection.ts'
import type { Entry } from './pair-objects.ts'

interface WaitingContext {
  readonly selection: Selection
  /** See KindCapabilities. */
  readonly inOrder?: boolean | undefined
  readonly spool: Spool
  /** It is at the target, or within the window. */
  readonly isThere: (ref: Ref) => boolean
}

/**
 * Of what the target lacks: what a copy of this window leaves for another one, see `holdBack`. Without a window nothing waits.
 */
export function waitingEntries(
  kind: ObjectKind,
  missing: readonly Entry[],
  { selection, inOrder = false, spool, isThere }: WaitingContext,
): ReadonlySet<Entry> {
  const waiting = new Set<Entry>()
  if (selection.since === undefined && selection.until === undefined) return waiting
  const outside = windowOf(selection)
  const heldScopes = new Set<string>()
  const headers = missing.map((entry) => spool.get<Header>(entry.slot))
  for (const index of kind.order?.(headers) ?? headers.keys()) {
    const [entry, header] = [missing[index], headers[index]]
    if (!entry || !header) continue
    const scope = inOrder ? header.scope?.id : undefined
    const follows = scope !== undefined && heldScopes.has(scope)
    const runs = kind.points?.(header).map(({ runId }) => ({ kind: 'run', id: runId })) ?? []
    const named = header.links.filter(({ field }) => kind.links[field]?.at === 'open').map(({ to }) => to)
    const waits = [...named, ...runs].some((ref) => ref.id !== '' && !isThere(ref))
    if (!waits && !follows && !outside(kind, header)) continue
    waiting.add(entry)
    if (scope !== undefined) heldScopes.add(scope)
  }
  return waiting
}

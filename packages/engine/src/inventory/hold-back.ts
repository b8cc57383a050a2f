import {
  asMlferryError,
  type Capabilities,
  type Header,
  isAbort,
  isFatal,
  isSealedAs,
  type Listed,
  type ObjectKind,
  type Ref,
  refKey,
  type Source,
  type Spool,
  SpooledMap,
  type TargetJob,
} from '@mlferry/core'
import type { Inventory, Item } from './inventory.ts'
import { neededFirst } from './needed-first.ts'

/** Objects that are not written yet: what they name cannot be set later, and is still to come. */
export interface Waiting {
  readonly kind: string
  /** What they wait for: the kind of it. Their own kind: an earlier number of the same model. */
  readonly needs: string
  readonly count: number
  /** A window of time was asked for: the pass that brings what they need brings them too. */
  readonly windowed: boolean
}

interface HoldContext {
  readonly source: Source
  readonly target: TargetJob
  readonly kinds: readonly ObjectKind[]
  readonly items: Inventory['items']
  readonly written: Inventory['written']
  readonly capabilities: Capabilities
  readonly spool: Spool
  readonly signal: AbortSignal
  /** True: it is for another window, as it names nothing that tells where it belongs. */
  readonly isOutside: (kind: ObjectKind, header: Header) => boolean
}

/** What the source has and an object needs. */
export interface Missing {
  readonly listed: Listed
  readonly by: Ref
}

/**
 * What objects name and cannot be told later, such as the run of a version, and what is neither planned nor at the target: as the source
 * has it, with the object that needs it. What cannot be listed counts as there.
 */
export async function findMissing(context: HoldContext): Promise<ReadonlyMap<string, Missing>> {
  const { kinds } = context
  const missing = new Map<string, { readonly ref: Ref; readonly by: Ref }>()
  for (const kind of kinds) {
    for (const item of context.items.get(kind.name)?.values() ?? []) {
      const named = namedForGood(kind, item, context).filter((ref) => !context.items.get(ref.kind)?.has(ref.id))
      for (const ref of named) missing.set(refKey(ref), { ref, by: item.ref })
    }
  }
  const found = new Map<string, Missing>()
  for (const [name, group] of Map.groupBy(missing.values(), ({ ref }) => ref.kind)) {
    const absent: string[] = []
    for (const { ref } of group) if (!(await isAtTarget(ref, context))) absent.push(ref.id)
    if (absent.length === 0) continue
    for (const listed of await listByIds(name, absent, context)) {
      const by = missing.get(refKey(listed.ref))?.by
      if (by) found.set(refKey(listed.ref), { listed, by })
    }
  }
  return found
}

async function listByIds(kind: string, ids: readonly string[], { source, signal }: HoldContext): Promise<Listed[]> {
  const listed: Listed[] = []
  try {
    for await (const page of source.list(kind, { ids, includeDeleted: true }, signal)) listed.push(...page)
    return listed
  } catch (failure) {
    if (isFatal(failure) || isAbort(failure)) throw failure
    const error = asMlferryError(failure, 'ERR_LISTING', kind)
    return ids.map((id) => ({ ref: { kind, id }, error }))
  }
}

/** The items without those that wait for one of these, and without the later numbers of what waits. */
export function holdBack(
  missing: ReadonlySet<string>,
  context: HoldContext,
): { readonly items: Inventory['items']; readonly waiting: readonly Omit<Waiting, 'windowed'>[] } {
  const { kinds, spool } = context
  const items = new Map(context.items)
  const absent = new Set(missing)
  const counts = new Map<string, Omit<Waiting, 'windowed'>>()
  const note = ({ ref }: Item, needs: string) => {
    absent.add(refKey(ref))
    const key = `${ref.kind} ${needs}`
    counts.set(key, { kind: ref.kind, needs, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  for (const kind of kinds) {
    const ofKind = items.get(kind.name)
    if (!ofKind || (!namesAtCreation(kind) && !kind.startedAt)) continue
    const { inOrder } = context.capabilities.kind(kind.name) ?? {}
    const held = new Set<string>()
    const heldScopes = new Set<string>()
    const comingScopes = new Set<string>()
    const sorted = kind.order?.({ [Symbol.iterator]: () => ofKind.values() }) ?? [...Array(ofKind.size).keys()]
    for (const index of sorted) {
      const item = ofKind.at(index)
      if (!item) continue
      const isNew = !context.written.get(kind.name)?.match(item)
      const scope = inOrder && isNew && item.scope ? refKey(item.scope) : undefined
      const needed = namedForGood(kind, item, context).find((ref) => absent.has(refKey(ref)))
      // A number that comes now may be what the next one waited for in the pass of its own window.
      const follower = scope !== undefined && comingScopes.has(scope)
      const outside = isNew && !follower && context.isOutside(kind, spool.get<Header>(item.slot))
      const follows = scope !== undefined && heldScopes.has(scope)
      if (!needed && !outside && !follows) {
        if (scope !== undefined) comingScopes.add(scope)
        continue
      }
      held.add(item.ref.id)
      if (scope !== undefined) heldScopes.add(scope)
      if (needed) note(item, needed.kind)
      else if (!outside) note(item, kind.name)
      else absent.add(refKey(item.ref))
    }
    if (held.size > 0) items.set(kind.name, without(ofKind, held, spool))
  }
  return { items, waiting: [...counts.values()] }
}

function without(items: SpooledMap<Item>, held: ReadonlySet<string>, spool: Spool): SpooledMap<Item> {
  const left = new SpooledMap<Item>(spool)
  for (const [id, item] of items) if (!held.has(id)) left.set(id, item)
  return left
}

/** What it names, cannot be told later, and is not at the target as far as listings show. */
function namedForGood(kind: ObjectKind, item: Item, { kinds, written }: HoldContext): Ref[] {
  const match = written.get(kind.name)?.match(item)
  // An original is left as it is.
  if (match && (match.relation !== 'copy' || isSealedAs(match.written.sealed, item))) return []
  return neededFirst(kind, item, { isNew: !match }).filter((ref) => {
    const ofKind = kinds.find(({ name }) => name === ref.kind)
    return ofKind?.identity === 'source-id' && !written.get(ref.kind)?.byId(ref.id)
  })
}

function namesAtCreation({ links }: ObjectKind): boolean {
  return Object.values(links).some(({ at }) => at === 'open')
}

/** Outside of what was listed: an earlier job may have copied it. */
async function isAtTarget({ kind, id }: Ref, { target, signal }: HoldContext): Promise<boolean> {
  return (await target.find?.(kind, id, signal)) !== undefined
}

import {
  asMlferryError,
  type ExperimentFields,
  type Header,
  isAbort,
  isFatal,
  isUnreadable,
  type ObjectKind,
  type Query,
  type Ref,
  type Source,
  type Target,
  type Written,
} from '@mlferry/core'
import type { HeaderSpool } from './header-spool.ts'
import type { Inventory, Item, UnreadableItem } from './inventory.ts'
import { experimentMatcher, type Selection } from './selection.ts'

export interface InventoryContext {
  readonly source: Source
  readonly target: Target
  readonly kinds: readonly ObjectKind[]
  readonly selection: Selection
  /** Applied to every header before anything else sees it: renames, extra tags. */
  readonly amend?: (header: Header) => Header
  readonly spool: HeaderSpool
  readonly signal: AbortSignal
  readonly onListed?: (kind: string, count: number) => void
}

/** Lists the selection at the source and its earlier copies at the target. Experiments that nothing matched come back by pattern. */
export async function takeInventory(
  context: InventoryContext,
): Promise<Inventory & { readonly unmatched: readonly string[] }> {
  const { selection, kinds } = context
  const items: Item[] = []
  const unreadable: UnreadableItem[] = []
  const written = new Map<string, Map<string, Written>>()
  const experiments = selection.experiments && experimentMatcher(selection.experiments)
  const wantedScopes = selection.runIds && (await scopesOfRuns(context, selection.runIds))

  for (const kind of kinds) {
    const before = items.length
    for (const scope of kind.scope ? scopesOf(kind.scope, items) : [undefined]) {
      const query = queryFor(kind, { scope, selection, wantedScopes })
      try {
        for await (const page of context.source.list(kind.name, query, context.signal)) {
          for (const listed of page) {
            if (isUnreadable(listed)) unreadable.push(listed)
            else if (kind.name !== 'experiment' || !experiments || matches(listed, experiments)) {
              items.push(await toItem(kind, listed, context))
            }
          }
          context.onListed?.(kind.name, items.length - before)
        }
      } catch (error) {
        // What one object holds cannot be listed: what others hold still arrives.
        if (!scope || isFatal(error) || isAbort(error)) throw error
        const failure = asMlferryError(error, 'ERR_LISTING', `The ${kind.plural} of ${scope.kind} ${scope.id}`)
        unreadable.push({ ref: { kind: kind.name, id: `${scope.id}/*` }, scope, error: failure })
      }
    }
    written.set(kind.name, await listWritten(kind, { ...context, items, written }))
  }
  const foundRuns = new Set(items.filter((item) => item.ref.kind === 'run').map((item) => item.ref.id))
  for (const item of unreadable) foundRuns.add(item.ref.id)
  const missingRuns = (selection.runIds ?? []).filter((id) => !foundRuns.has(id))
  return { items, unreadable, written, unmatched: [...(experiments?.unmatched ?? []), ...missingRuns] }
}

function matches(header: Header, experiments: ReturnType<typeof experimentMatcher>): boolean {
  return experiments.matches(header.ref.id, (header.fields as ExperimentFields).name)
}

function scopesOf(kind: string, items: readonly Item[]): Ref[] {
  return items.filter((item) => item.ref.kind === kind).map((item) => item.ref)
}

async function scopesOfRuns({ source, signal }: InventoryContext, ids: readonly string[]): Promise<string[]> {
  const scopes = new Set<string>()
  for await (const page of source.list('run', { ids, includeDeleted: true }, signal)) {
    for (const { scope } of page) if (scope) scopes.add(scope.id)
  }
  return [...scopes]
}

interface QueryContext {
  readonly scope: Ref | undefined
  readonly selection: Selection
  readonly wantedScopes: readonly string[] | undefined
}

function queryFor(kind: ObjectKind, { scope, selection, wantedScopes }: QueryContext): Query {
  const { includeDeleted = false, since, until, runIds } = selection
  if (kind.name === 'experiment') {
    return wantedScopes ? { ids: wantedScopes, includeDeleted: true } : { includeDeleted }
  }
  return {
    ...(scope ? { scope } : {}),
    ...(kind.name === 'run' && runIds ? { ids: runIds, includeDeleted: true } : { includeDeleted }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

async function toItem(kind: ObjectKind, listed: Header, { amend, spool }: InventoryContext): Promise<Item> {
  const header = amend ? amend(listed) : listed
  const { ref, scope, links, fingerprint } = header
  return {
    ref,
    ...(scope ? { scope } : {}),
    key: kind.identity === 'source-id' ? ref.id : kind.identity(header),
    links,
    fingerprint,
    settled: kind.settled(header),
    deleted: kind.deleted(header),
    slot: await spool.add(header),
  }
}

interface WrittenContext extends InventoryContext {
  readonly items: readonly Item[]
  readonly written: ReadonlyMap<string, ReadonlyMap<string, Written>>
}

/** Earlier copies of a kind: within the target's own scopes of the selected ones, where these exist. */
async function listWritten(kind: ObjectKind, context: WrittenContext): Promise<Map<string, Written>> {
  const { target, items, written, signal } = context
  const found = new Map<string, Written>()
  const scopes = kind.scope
    ? items
        .filter((item) => item.ref.kind === kind.scope)
        .map((item) => written.get(item.ref.kind)?.get(item.key)?.target)
        .filter((scope) => scope !== undefined)
    : [undefined]
  for (const scope of scopes) {
    for await (const page of target.written(kind.name, scope, signal)) {
      for (const each of page) {
        const known = found.get(each.key)
        if (!known || (known.sealed === undefined && each.sealed !== undefined)) found.set(each.key, each)
      }
    }
  }
  return found
}

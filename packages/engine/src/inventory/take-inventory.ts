import {
  type Capabilities,
  type Header,
  isUnreadable,
  type ObjectKind,
  type Query,
  type Ref,
  refKey,
  type Source,
  type Spool,
  SpooledMap,
  type Target,
  type Written,
} from '@mlferry/core'
import type { OnConflict } from '../conflict/conflict-rule.ts'
import { keyOf, withName } from '../conflict/rename-item.ts'
import { settleConflicts } from '../conflict/settle-conflicts.ts'
import type { NotCarried } from '../report/copy-report.ts'
import { countNotCarried } from './count-not-carried.ts'
import type { Inventory, Item, UnreadableItem, WrittenByKey } from './inventory.ts'
import { notListed, type Unlisted, withoutUnlisted } from './not-listed.ts'
import { sealedIfWhole } from './sealed-if-whole.ts'
import type { Selection } from './selection.ts'
import { expandSelection } from './wanted.ts'
import { writtenKey } from './written-key.ts'

export interface InventoryContext {
  readonly source: Source
  readonly target: Target
  readonly kinds: readonly ObjectKind[]
  /** Kinds that the source holds and the target does not. */
  readonly notCarried: readonly ObjectKind[]
  readonly capabilities: Capabilities
  readonly selection: Selection
  readonly onConflict: OnConflict
  /** Applied to every header before anything else sees it: renames, extra tags. */
  readonly amend?: (header: Header) => Header
  /** Takes the headers, and all other lists of the job that may be long. */
  readonly spool: Spool
  readonly signal: AbortSignal
  /** Kinds of which nothing that is at the target counts: it is to be replaced. */
  readonly replace: readonly string[]
  readonly onListed?: (kind: string, count: number) => void
}

export interface TakenInventory extends Inventory {
  readonly unmatched: readonly string[]
  readonly notCarried: readonly NotCarried[]
  /** What is to be deleted before the first write. */
  readonly replaced: readonly { readonly kind: string; readonly name: string }[]
}

/** Lists the selection at the source and its earlier copies at the target. Experiments that nothing matched come back by pattern. */
export async function takeInventory(context: InventoryContext): Promise<TakenInventory> {
  const { selection, signal, spool } = context
  const items = new Map<string, SpooledMap<Item>>()
  const unreadable: UnreadableItem[] = []
  const skipped: Item[] = []
  /** By the object that holds them: names that its conflict gave it, and those that are left out with it. */
  const renamed = new Map<string, string>()
  const leftOut = new Set<string>()
  const written = new Map<string, WrittenByKey>()
  const replaced: { kind: string; name: string }[] = []
  const wanted = await expandSelection(context)
  const asked = wanted.query ?? selection

  for (const kind of wanted.kinds) {
    const ofKind = new SpooledMap<Item>(spool)
    const ids = wanted.ids[kind.name]
    const scopes = kind.scope && !ids ? refsOf(items.get(kind.scope)) : undefined
    const query = queryFor({ kind, ids, scopes, selection: asked })
    try {
      for await (const page of scopes?.length === 0 ? [] : context.source.list(kind.name, query, signal)) {
        for (const listed of page) {
          if (listed.scope && leftOut.has(refKey(listed.scope))) continue
          if (isUnreadable(listed)) unreadable.push(listed)
          else if (wanted.passes(listed))
            ofKind.set(listed.ref.id, toItem(kind, underNewName(listed, renamed), context))
        }
        context.onListed?.(kind.name, ofKind.size)
      }
    } catch (error) {
      unreadable.push(notListed(error, kind))
    }
    const replaces = context.replace.includes(kind.name)
    if (replaces) replaced.push(...namesOf(ofKind, spool).map((name) => ({ kind: kind.name, name })))
    items.set(kind.name, ofKind)
    const there = replaces ? nothing(spool) : await listWritten(kind, { ...context, items, written })
    written.set(kind.name, there.found)
    const told = withoutUnlisted(ofKind, { unlisted: there.unlisted, spool })
    const settled = settleConflicts(kind, told.items, {
      rule: context.onConflict(kind.name),
      written: there.found,
      spool,
      toItem: (header) => toItem(kind, header, { spool }),
    })
    for (const { ref } of [...told.failed, ...settled.skipped, ...settled.failed]) leftOut.add(refKey(ref))
    for (const [key, name] of settled.renamed) renamed.set(key, name)
    skipped.push(...settled.skipped)
    unreadable.push(...told.failed, ...settled.failed)
    items.set(kind.name, settled.items)
  }
  const others = new Set([...unreadable, ...skipped].map(({ ref }) => ref.id))
  const found = { has: (id: string) => others.has(id) || [...items.values()].some((ofKind) => ofKind.has(id)) }
  const counted = { ...context, query: queryFor({ kind: undefined, ids: undefined, scopes: undefined, selection }) }
  const notCarried = await countNotCarried(wanted.notCarried, (kind) => refsOf(items.get(kind)), counted)
  return { items, unreadable, skipped, written, unmatched: wanted.unmatched(found), notCarried, replaced }
}

/** Each once. */
function namesOf(items: SpooledMap<Item>, spool: Spool): string[] {
  const names = new Set<string>()
  for (const { slot } of items.values()) names.add(spool.get<Header<{ readonly name: string }>>(slot).fields.name)
  return [...names]
}

function refsOf(items: SpooledMap<Item> | undefined): Ref[] {
  return items ? Array.from(items.values(), ({ ref }) => ref) : []
}

interface QueryContext {
  readonly kind: ObjectKind | undefined
  readonly ids: readonly string[] | undefined
  readonly scopes: readonly Ref[] | undefined
  readonly selection: Selection
}

/** What is named by id was asked for, deleted or not. */
function queryFor({ kind, ids, scopes, selection }: QueryContext): Query {
  const { includeDeleted = false, since, until } = selection
  const filter = kind && selection.filters?.[kind.name]
  return {
    ...(ids ? { ids, includeDeleted: true } : { includeDeleted }),
    ...(scopes ? { scopes } : {}),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filter && !ids ? { filter } : {}),
  }
}

/** What is held under the name of a renamed object, such as its versions, follows it. */
function underNewName(header: Header, renamed: ReadonlyMap<string, string>): Header {
  const { scope, fields } = header
  const name = scope && renamed.get(refKey(scope))
  return name !== undefined && (fields as { name?: unknown }).name === scope?.id ? withName(header, name) : header
}

function toItem(kind: ObjectKind, listed: Header, { amend, spool }: Pick<InventoryContext, 'amend' | 'spool'>): Item {
  const header = amend ? amend(listed) : listed
  const { ref, links, fingerprint, unlisted } = header
  const pointsOn = [...new Set(kind.points?.(header).map(({ runId }) => runId))]
  return {
    ref,
    scope: header.scope,
    key: keyOf(kind, header),
    links,
    fingerprint,
    unlisted: unlisted ?? [],
    settled: kind.settled(header),
    deleted: kind.deleted(header),
    slot: spool.add(header),
    setLater: kind.setLater?.(header) ?? [],
    pointsOn,
  }
}

interface WrittenContext extends InventoryContext, Pick<Inventory, 'items' | 'written'> {}

interface WrittenThere {
  readonly found: SpooledMap<Written>
  /** Places at the target of which it cannot be told what they hold, by what they are at the source. */
  readonly unlisted: Unlisted[]
}

/** Earlier copies of a kind: within the target's own scopes of the selected ones, where these exist. */
async function listWritten(kind: ObjectKind, context: WrittenContext): Promise<WrittenThere> {
  const { target, items, written, spool, signal } = context
  const { found, unlisted } = nothing(spool)
  const setLater = setLaterByKey(kind, items.get(kind.name))
  const places = scopesAtTarget(kind, { items, written })
  const note = (each: Written, source: Ref | undefined) => {
    const key = writtenKey(kind, each.key, source)
    const known = found.get(key)
    const { has, ...whole } = sealedIfWhole(each, setLater.get(key))
    if (!known || (known.sealed === undefined && whole.sealed !== undefined)) found.set(key, whole)
  }
  try {
    const scopes = places && Array.from(places.values(), ({ scope }) => scope)
    for await (const page of scopes?.length === 0 ? [] : target.written(kind.name, scopes, signal)) {
      for (const each of page) {
        const place = each.scope && places?.get(each.scope.id)
        for (const source of place?.sources ?? [undefined]) {
          if (isUnreadable(each)) unlisted.push({ source, error: each.error })
          else note(each, source)
        }
      }
    }
  } catch (error) {
    unlisted.push({ source: undefined, error: notListed(error, kind).error })
  }
  return { found, unlisted }
}

function nothing(spool: Spool): WrittenThere {
  return { found: new SpooledMap<Written>(spool), unlisted: [] }
}

interface PlaceAtTarget {
  readonly scope: Ref
  /** What it is the copy of. */
  readonly sources: Ref[]
}

/** The target's own scopes of the selected ones, by id; undefined for a kind without. */
function scopesAtTarget(
  { scope: held }: ObjectKind,
  { items, written }: Pick<Inventory, 'items' | 'written'>,
): ReadonlyMap<string, PlaceAtTarget> | undefined {
  if (!held) return undefined
  const places = new Map<string, PlaceAtTarget>()
  for (const { ref, key } of items.get(held)?.values() ?? []) {
    const scope = written.get(held)?.get(key)?.target
    if (!scope) continue
    const known = places.get(scope.id)
    if (known) known.sources.push(ref)
    else places.set(scope.id, { scope, sources: [ref] })
  }
  return places
}

/** Of the items that have any. */
function setLaterByKey(kind: ObjectKind, items: SpooledMap<Item> | undefined): Map<string, readonly string[]> {
  const byKey = new Map<string, readonly string[]>()
  if (!kind.setLater || !items) return byKey
  for (const { key, scope, setLater } of items.values()) {
    if (setLater.length > 0) byKey.set(writtenKey(kind, key, scope), setLater)
  }
  return byKey
}

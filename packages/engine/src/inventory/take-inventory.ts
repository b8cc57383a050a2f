import {
  ancestorsOf,
  createdAt,
  type Header,
  idsRepeat,
  isUnreadable,
  type ObjectKind,
  type Ref,
  refKey,
  type Source,
  type Spool,
  SpooledMap,
  unlistedKind,
} from '@mlferry/core'
import { keyOf, withName } from '../conflict/rename-item.ts'
import { settleConflicts } from '../conflict/settle-conflicts.ts'
import { listWritten, writtenIndexOf } from '../identity/list-written.ts'
import { sourceUriOf } from '../identity/source-uri-of.ts'
import type { WrittenIndex } from '../identity/written-index.ts'
import type { NotCarried } from '../report/copy-report.ts'
import { BegunListings } from './begun-listings.ts'
import { countNotCarried } from './count-not-carried.ts'
import { type Along, countAlong, countRest, type LeftOut } from './count-rest.ts'
import { findMissing, holdBack, type Waiting } from './hold-back.ts'
import type { Inventory, Item, UnreadableItem } from './inventory.ts'
import type { InventoryContext } from './inventory-context.ts'
import { bringMissing, type Selected, selectObjects, windowOf } from './select-objects.ts'
import { isNarrowed, rootsOf } from './select-roots.ts'
import { withoutUnlisted } from './without-unlisted.ts'

export interface TakenInventory extends Inventory {
  readonly unmatched: readonly string[]
  readonly notCarried: readonly NotCarried[]
  readonly along: readonly Along[]
  readonly leftOut: readonly LeftOut[]
  readonly waiting: readonly Waiting[]
  /** What is to be deleted before the first write. */
  readonly replaced: readonly { readonly kind: string; readonly name: string }[]
  /** Copies at the target that are there a second time, unfinished: see `lateTwin`. */
  readonly twins: readonly Ref[]
  /** Something of the source is a copy itself. */
  readonly hasCopies: boolean
}

/** Lists the selection at the source, kinds side by side, and its earlier copies at the target. Experiments that nothing matched come back by pattern. */
export async function takeInventory(context: InventoryContext): Promise<TakenInventory> {
  const { selection, signal, spool } = context
  const items = new Map<string, SpooledMap<Item>>()
  const unreadable: UnreadableItem[] = []
  const skipped: Item[] = []
  /** By the object that holds them: names that its conflict gave it, and those that are left out with it. */
  const renamed = new Map<string, string>()
  const leftOut = new Set<string>()
  const written = new Map<string, WrittenIndex>()
  const copied = new Set<string>()
  const replaced: { kind: string; name: string }[] = []
  const selected = await selectObjects(context)
  const twins = new Map<string, Ref>()

  /** Takes in what a source holds of a kind, beside what is there already. */
  const take = async (kind: ObjectKind, listings: BegunListings, { because }: Pick<Selected, 'because'>) => {
    const ofKind = items.get(kind.name) ?? new SpooledMap<Item>(spool)
    const making = { ...context, renamed, because }
    try {
      for await (const page of listings.of(kind)) {
        for (const listed of page) {
          if (listed.scope && leftOut.has(refKey(listed.scope))) continue
          if (isUnreadable(listed)) unreadable.push(listed)
          else if (!ofKind.has(listed.ref.id)) {
            const item = toItem(kind, listed, making)
            if (item.ancestors.length > 0) copied.add(kind.name)
            ofKind.set(listed.ref.id, item)
          }
        }
        context.onListed?.(kind.name, ofKind.size)
      }
    } catch (error) {
      unreadable.push(unlistedKind(kind.name, error))
    }
    const replaces = context.replace.includes(kind.name)
    if (replaces) replaced.push(...namesOf(ofKind, spool).map((name) => ({ kind: kind.name, name })))
    items.set(kind.name, ofKind)
    const listing = { ...context, items, written, copied }
    const there = replaces
      ? { found: writtenIndexOf(kind, listing), unlisted: [], twins: [] }
      : await listWritten(kind, listing)
    written.set(kind.name, there.found)
    for (const twin of there.twins) twins.set(refKey(twin), twin)
    const told = withoutUnlisted(ofKind, { unlisted: there.unlisted, spool })
    const settled = settleConflicts(kind, told.items, {
      rule: context.onConflict(kind.name),
      written: there.found,
      spool,
      rename: (item, header) => ({ ...item, key: keyOf(kind, header), slot: spool.add(header) }),
    })
    for (const { ref } of [...told.failed, ...settled.skipped, ...settled.failed]) leftOut.add(refKey(ref))
    for (const [key, name] of settled.renamed) renamed.set(key, name)
    skipped.push(...settled.skipped)
    unreadable.push(...told.failed, ...settled.failed)
    items.set(kind.name, settled.items)
  }
  const takeAll = async (from: Pick<Selected, 'source' | 'query' | 'because' | 'kinds'>) => {
    await using listings = new BegunListings((kind, listing) => {
      const scopes = kind.scope ? refsOf(items.get(kind.scope)) : undefined
      const query = { ...from.query(kind), ...(scopes ? { scopes } : {}) }
      return scopes?.length === 0 ? undefined : from.source.list(kind.name, query, listing)
    }, signal)
    for (const [index, kind] of from.kinds.entries()) {
      const rest = from.kinds.slice(index)
      // What holds the others is not settled yet.
      listings.begin(rest.filter(({ scope }) => !rest.some(({ name }) => name === scope)))
      await take(kind, listings, from)
    }
  }
  await takeAll(selected)

  const holding = { ...context, items, written, isOutside: windowOf(selection) }
  const missing = await findMissing(holding)
  const along = await bringMissing(missing, { ...context, selected })
  if (along) await takeAll(along)
  const absent = [...missing].filter(
    ([
      ,
      {
        listed: { ref },
      },
    ]) => !items.get(ref.kind)?.has(ref.id),
  )
  const held = holdBack(new Set(absent.map(([key]) => key)), holding)
  const windowed = selection.since !== undefined || selection.until !== undefined
  const waiting = held.waiting.map((each) => ({ ...each, windowed }))

  const notCarried = await countNotCarried(selected.notCarried, (kind) => refsOf(items.get(kind)), {
    ...context,
    source: selected.source,
    // No filter chooses among what is only counted.
    query: selected.query({ name: '' }),
    onUnlisted: (kind) => unreadable.push(kind),
  })
  const rest = context.tellRest && rootsOf(selection) ? await countRest({ ...context, items }) : selected.leftOut
  const told = { unmatched: selected.unmatched, notCarried, along: countAlong(held.items), leftOut: rest, waiting }
  const partly = windowed || isNarrowed(selection) || rootsOf(selection) !== undefined
  return {
    items: held.items,
    hasCopies: copied.size > 0,
    partly,
    unreadable,
    skipped,
    written,
    replaced,
    twins: [...twins.values()],
    ...told,
  }
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

/** What is held under the name of a renamed object, such as its versions, follows it. */
function underNewName(header: Header, renamed: ReadonlyMap<string, string>): Header {
  const { scope, fields } = header
  const name = scope && renamed.get(refKey(scope))
  return name !== undefined && fields.name === scope?.id ? withName(header, name) : header
}

interface ItemContext extends Pick<InventoryContext, 'amend' | 'spool' | 'source'> {
  readonly renamed: ReadonlyMap<string, string>
  readonly because: (of: Ref) => Ref | undefined
}

function toItem(kind: ObjectKind, found: Header, { amend, spool, source, renamed, because }: ItemContext): Item {
  const listed = underNewName(found, renamed)
  const header = amend ? amend(listed) : listed
  const of = because(listed.ref)
  const { ref, links, fingerprint, unlisted } = header
  const pointsOn = [...new Set(kind.points?.(header).map(({ runId }) => runId))]
  return {
    ref,
    scope: header.scope,
    key: keyOf(kind, header),
    listedKey: keyOf(kind, found),
    created: idsRepeat(kind.name) ? createdAt(found) : undefined,
    ancestors: ancestorsElsewhere(found, source),
    merged: found.merged ?? [],
    links,
    fingerprint,
    unlisted: unlisted ?? [],
    settled: kind.settled(header),
    deleted: kind.deleted(header),
    slot: spool.add(header),
    setLater: kind.setLater?.(header) ?? [],
    forFiles: header.forFiles === true,
    pointsOn,
    ...(of ? { because: of } : {}),
  }
}

/** A copy beside its original is an object of its own. */
function ancestorsElsewhere(header: Header, source: Source): Item['ancestors'] {
  const ancestors = ancestorsOf(header)
  return ancestors[0]?.uri === sourceUriOf(source) ? [] : ancestors
}

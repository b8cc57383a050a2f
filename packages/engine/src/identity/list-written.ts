import { isUnreadable, type ObjectKind, type Ref, SpooledMap, unlistedKind, type Written } from '@mlferry/core'
import type { Inventory, Item } from '../inventory/inventory.ts'
import type { InventoryContext } from '../inventory/inventory-context.ts'
import { lateTwin } from '../inventory/late-twin.ts'
import { sealedIfWhole } from '../inventory/sealed-if-whole.ts'
import type { Unlisted } from '../inventory/without-unlisted.ts'
import { writtenKey } from '../inventory/written-key.ts'
import type { Match } from './match.ts'
import { sourceUriOf } from './source-uri-of.ts'
import { WrittenIndex } from './written-index.ts'

export interface WrittenContext
  extends Pick<
      InventoryContext,
      'source' | 'target' | 'targetLabel' | 'capabilities' | 'spool' | 'signal' | 'asNewCopies'
    >,
    Pick<Inventory, 'items'> {
  readonly written: ReadonlyMap<string, WrittenIndex>
  /** Kinds of which the source holds objects that are copies. */
  readonly copied: ReadonlySet<string>
}

interface WrittenThere {
  readonly found: WrittenIndex
  /** Places at the target of which it cannot be told what they hold, by what they are at the source. */
  readonly unlisted: readonly Unlisted[]
  readonly twins: readonly Ref[]
}

/** What the target has of a kind: within its own scopes of the selected ones, where these exist. */
export async function listWritten(kind: ObjectKind, context: WrittenContext): Promise<WrittenThere> {
  const { target, items, signal } = context
  const found = writtenIndexOf(kind, context)
  const unlisted: Unlisted[] = []
  const twins: Ref[] = []
  const setLater = setLaterByKey(kind, items.get(kind.name))
  const carried = context.capabilities.kind(kind.name)
  const places = scopesAtTarget(kind, context)
  const note = (each: Written, source: Ref | undefined) => {
    const key = writtenKey(kind, each.key, source)
    const { setLater: _, ...whole } = sealedIfWhole(each, setLater.get(key), carried)
    const known = kind.identity === 'source-id' ? found.get(key) : undefined
    const twin = known && lateTwin(known, whole)
    if (twin) twins.push(twin)
    found.add(whole, source)
  }
  const originalsIn = ({ id }: Ref) => found.mayHoldOriginals(places?.get(id)?.holder)
  try {
    const scopes = places && Array.from(places.values(), ({ holder }) => holder.written.target)
    for await (const page of scopes?.length === 0 ? [] : target.written(kind.name, scopes, signal, { originalsIn })) {
      for (const each of page) {
        const place = each.scope && places?.get(each.scope.id)
        for (const source of place?.sources ?? [undefined]) {
          if (isUnreadable(each)) unlisted.push({ source, error: each.error })
          else note(each, source)
        }
      }
    }
  } catch (error) {
    unlisted.push({ source: undefined, error: unlistedKind(kind.name, error).error })
  }
  return { found, unlisted, twins }
}

export function writtenIndexOf(kind: ObjectKind, context: WrittenContext): WrittenIndex {
  const { items, written, copied, spool, source, targetLabel, asNewCopies } = context
  return new WrittenIndex({
    kind,
    items: items.get(kind.name) ?? new SpooledMap<Item>(spool),
    holders: kind.scope === undefined ? undefined : written.get(kind.scope),
    holderItems: kind.scope === undefined ? undefined : items.get(kind.scope),
    spool,
    sourceUri: sourceUriOf(source),
    targetUri: targetLabel,
    hasCopies: copied.has(kind.name),
    asNewCopies,
  })
}

interface PlaceAtTarget {
  readonly holder: Match
  /** What it stands for. */
  readonly sources: Ref[]
}

/** The target's own scopes of the selected ones, by id; undefined for a kind without. */
function scopesAtTarget(
  { scope: held }: ObjectKind,
  { items, written }: Pick<WrittenContext, 'items' | 'written'>,
): ReadonlyMap<string, PlaceAtTarget> | undefined {
  if (!held) return undefined
  const places = new Map<string, PlaceAtTarget>()
  for (const item of items.get(held)?.values() ?? []) {
    for (const holder of written.get(held)?.places(item) ?? []) {
      const { id } = holder.written.target
      const known = places.get(id)
      if (known) known.sources.push(item.ref)
      else places.set(id, { holder, sources: [item.ref] })
    }
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

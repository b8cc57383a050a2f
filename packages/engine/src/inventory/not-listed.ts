import {
  asMlferryError,
  isAbort,
  isFatal,
  type MlferryError,
  type ObjectKind,
  type Ref,
  type Spool,
  SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import type { Item, UnreadableItem } from './inventory.ts'

/**
 * Where the objects of one kind cannot be listed, all others still arrive: the error as that of an object `*`. Throws what dooms all
 * of them: without experiments there is no place for anything.
 */
export function notListed(error: unknown, kind: ObjectKind): Unreadable {
  if (isFatal(error) || isAbort(error) || kind.name === 'experiment') throw error
  return { ref: { kind: kind.name, id: '*' }, error: asMlferryError(error, 'ERR_LISTING', `The ${kind.plural}`) }
}

/** A place at the target of which it cannot be told what it holds, by what it is at the source; undefined: the target itself. */
export interface Unlisted {
  readonly source: Ref | undefined
  readonly error: MlferryError
}

/** The items without those that may be there already: these failed. */
export function withoutUnlisted(
  items: SpooledMap<Item>,
  { unlisted, spool }: { readonly unlisted: readonly Unlisted[]; readonly spool: Spool },
): { readonly items: SpooledMap<Item>; readonly failed: readonly UnreadableItem[] } {
  if (unlisted.length === 0) return { items, failed: [] }
  const failed: UnreadableItem[] = []
  const left = new SpooledMap<Item>(spool)
  for (const [id, item] of items) {
    const place = unlisted.find(({ source }) => !source || source.id === item.scope?.id)
    if (place) failed.push({ ref: item.ref, error: place.error })
    else left.set(id, item)
  }
  return { items: left, failed }
}

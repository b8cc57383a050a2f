import { type MlferryError, type Ref, type Spool, SpooledMap } from '@mlferry/core'
import type { Item, UnreadableItem } from './inventory.ts'

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

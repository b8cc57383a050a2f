import { isSealedAs, type Link, type ObjectKind, refKey, type Written } from '@mlferry/core'
import type { Inventory, Item, UnreadableItem } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'

/** How far to look at what an earlier copy completed: at its listing alone, or at all of it. */
export type Check = 'quick' | 'deep'

export interface Plan {
  /** Objects to write by kind, in the order to do them: with nothing of them at the target, or an earlier copy that may lack something. */
  readonly steps: ReadonlyMap<string, readonly Item[]>
  /** What is at the target of the objects to write: ours, unfinished or perhaps out of date, or an object of that name that takes in what it lacks. */
  readonly earlier: ReadonlyMap<Item, Written>
  readonly unchanged: readonly { readonly item: Item; readonly written: Written }[]
  readonly unreadable: readonly UnreadableItem[]
  readonly skipped: readonly Item[]
  /** Links of unchanged objects that an earlier job left open. */
  readonly pending: readonly { readonly written: Written; readonly links: readonly Link[] }[]
}

/** Decides what to move. Pure: no clock, no disk, no network. */
export function planCopy(inventory: Inventory, kinds: readonly ObjectKind[], check: Check = 'quick'): Plan {
  const steps = new Map<string, readonly Item[]>()
  const copies = new Map<Item, Written>()
  const unchanged: { item: Item; written: Written }[] = []
  const busyScopes = new Set<string>()
  // Held before holding: a deleted experiment is taken up again, unchanged or not, when one of its runs has to be written.
  for (const kind of [...kinds].reverse()) {
    const ofKind = inventory.items.filter((item) => item.ref.kind === kind.name)
    const todo: Item[] = []
    for (const item of kind.order ? kind.order(ofKind) : ofKind) {
      const found = inventory.written.get(kind.name)?.get(writtenKey(kind, item.key, item.scope))
      const earlier = found && sealedIfWhole(found, item)
      const reopened = (item.deleted || earlier?.deleted === true) && busyScopes.has(refKey(item.ref))
      if (earlier && isUnchanged(item, earlier, reopened || (check === 'deep' && kind.partlyListed === true))) {
        unchanged.push({ item, written: earlier })
        continue
      }
      todo.push(item)
      if (earlier) copies.set(item, earlier)
      if (item.scope) busyScopes.add(refKey(item.scope))
    }
    steps.set(kind.name, todo)
  }
  const ordered = new Map(kinds.map((kind) => [kind.name, steps.get(kind.name) ?? []]))
  const pending = unchanged
    .filter(({ written }) => written.pending.length > 0)
    .map(({ written }) => ({ written, links: written.pending }))
  const { unreadable, skipped } = inventory
  return { steps: ordered, earlier: copies, unchanged, unreadable, skipped, pending }
}

/** A seal that came with the creation does not count before all else of the object is there. */
function sealedIfWhole(earlier: Written, { setLater }: Item): Written {
  const isWhole = setLater.every((each) => earlier.has?.(each) ?? true)
  return isWhole ? earlier : { ...earlier, sealed: undefined }
}

function isUnchanged(item: Item, earlier: Written, again: boolean): boolean {
  // Deletions come last: a job that was killed before them left an object that is whole, and to be deleted.
  const undeleted = item.deleted && !earlier.deleted
  return earlier.ours && isSealedAs(earlier.sealed, item) && item.settled && !again && !undeleted
}

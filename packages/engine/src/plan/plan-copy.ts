import { type Link, type ObjectKind, refKey, type Written } from '@mlferry/core'
import type { Inventory, Item, UnreadableItem } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'

export type Action =
  /** Nothing of it is at the target. */
  | 'create'
  /** An earlier copy is unfinished, or may be out of date: it is compared and completed. */
  | 'update'
  /** An object of that name, not ours, takes in what is missing. */
  | 'adopt'

export interface Step {
  readonly item: Item
  readonly action: Action
  readonly earlier: Written | undefined
}

export interface Plan {
  /** By kind, in the order to do them. */
  readonly steps: ReadonlyMap<string, readonly Step[]>
  readonly unchanged: readonly (Item & { readonly target: Written })[]
  readonly unreadable: readonly UnreadableItem[]
  readonly skipped: readonly Item[]
  /** Links of unchanged objects that an earlier job left open. */
  readonly pending: readonly { readonly written: Written; readonly links: readonly Link[] }[]
}

/** Decides what to move. Pure: no clock, no disk, no network. */
export function planCopy(inventory: Inventory, kinds: readonly ObjectKind[]): Plan {
  const steps = new Map<string, readonly Step[]>()
  const unchanged: (Item & { target: Written })[] = []
  const busyScopes = new Set<string>()
  // Held before holding: a deleted experiment is taken up again, unchanged or not, when one of its runs has to be written.
  for (const kind of [...kinds].reverse()) {
    const ofKind = inventory.items.filter((item) => item.ref.kind === kind.name)
    const todo: Step[] = []
    for (const item of kind.order ? kind.order(ofKind) : ofKind) {
      const earlier = inventory.written.get(kind.name)?.get(writtenKey(kind, item.key, item.scope))
      const reopened = (item.deleted || earlier?.deleted === true) && busyScopes.has(refKey(item.ref))
      const action = earlier ? actionFor(item, earlier, reopened) : 'create'
      if (action) todo.push({ item, action, earlier })
      else if (earlier) unchanged.push({ ...item, target: earlier })
      if (action && item.scope) busyScopes.add(refKey(item.scope))
    }
    steps.set(kind.name, todo)
  }
  const ordered = new Map(kinds.map((kind) => [kind.name, steps.get(kind.name) ?? []]))
  const pending = unchanged
    .filter(({ target }) => target.pending.length > 0)
    .map(({ target }) => ({ written: target, links: target.pending }))
  const { unreadable, skipped } = inventory
  return { steps: ordered, unchanged, unreadable, skipped, pending }
}

function actionFor(item: Item, earlier: Written, reopened: boolean): Action | undefined {
  if (!earlier.ours) return 'adopt'
  // Deletions come last: a job that was killed before them left an object that is whole, and to be deleted.
  const undeleted = item.deleted && !earlier.deleted
  if (earlier.sealed === item.fingerprint && item.settled && !reopened && !undeleted) return undefined
  return 'update'
}

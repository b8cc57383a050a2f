import { setImmediate } from 'node:timers/promises'
import { isSealedAs, type Link, type ObjectKind, type Ref, refKey, type Written } from '@mlferry/core'
import type { Inventory, Item, UnreadableItem } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'
import { Steps } from './steps.ts'

/** How far to look at what an earlier copy completed: at its listing alone, or at all of it. */
export type Check = 'quick' | 'deep'

const atOnce = 1000

export interface Plan {
  /** Objects to write by kind, in the order to do them: with nothing of them at the target, or an earlier copy that may lack something. */
  readonly steps: ReadonlyMap<string, Steps>
  /** Those that are at the target as they are, by kind. */
  readonly unchanged: ReadonlyMap<string, Steps>
  readonly unreadable: readonly UnreadableItem[]
  readonly skipped: readonly Item[]
  /** Links of unchanged objects that an earlier job left open. */
  readonly pending: readonly { readonly target: Ref; readonly links: readonly Link[] }[]
}

/** Decides what to move. Pure: no clock, no network, and of the disk just the lists; only that it lets others have their turn. */
export async function planCopy(
  inventory: Inventory,
  kinds: readonly ObjectKind[],
  check: Check = 'quick',
): Promise<Plan> {
  const steps = new Map<string, Steps>()
  const unchanged = new Map<string, Steps>()
  const pending: { target: Ref; links: readonly Link[] }[] = []
  const busyScopes = new Set<string>()
  // Held before holding: a deleted experiment is taken up again, unchanged or not, when one of its runs has to be written.
  for (const kind of [...kinds].reverse()) {
    const items = inventory.items.get(kind.name)
    if (!items) continue
    const written = inventory.written.get(kind.name)
    const context = { items, earlierOf: ({ key, scope }: Item) => written?.get(writtenKey(kind, key, scope)) }
    // By scope: a listing mixes them, and what one scope holds is alike, so it is cheap to read together.
    const todo = new Map<string, number[]>()
    const done: number[] = []
    const numbers = kind.order?.({ [Symbol.iterator]: () => items.values() }) ?? [...Array(items.size).keys()]
    for (const [index, { item, earlier }] of new Steps(numbers, context).entries()) {
      if (index % atOnce === atOnce - 1) await setImmediate()
      const number = numbers[index] as number
      const reopened = (item.deleted || earlier?.deleted === true) && busyScopes.has(refKey(item.ref))
      if (earlier && isUnchanged(item, earlier, reopened || (check === 'deep' && kind.partlyListed === true))) {
        done.push(number)
        if (earlier.pending.length > 0) pending.push({ target: earlier.target, links: earlier.pending })
        continue
      }
      const scope = item.scope ? refKey(item.scope) : ''
      const inScope = todo.get(scope)
      if (inScope) inScope.push(number)
      else todo.set(scope, [number])
      busyScopes.add(scope)
    }
    steps.set(kind.name, new Steps([...todo.values()].flat(), context))
    unchanged.set(kind.name, new Steps(done, context))
  }
  const { unreadable, skipped } = inventory
  return { steps: new Map([...steps].reverse()), unchanged, unreadable, skipped, pending }
}

function isUnchanged(item: Item, earlier: Written, again: boolean): boolean {
  // Deletions come last: a job that was killed before them left an object that is whole, and to be deleted.
  const undeleted = item.deleted && !earlier.deleted
  return earlier.ours && isSealedAs(earlier.sealed, item) && item.settled && !again && !undeleted
}

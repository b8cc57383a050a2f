import { setImmediate } from 'node:timers/promises'
import { isSealedAs, type Link, type ObjectKind, type Ref, refKey, type Written } from '@mlferry/core'
import { type IdsThere, idsOf } from '../identity/added-links.ts'
import { type Judging, judge, openingOf, type Verdict } from '../identity/authority.ts'
import type { Match } from '../identity/match.ts'
import type { Inventory, Item, UnreadableItem } from '../inventory/inventory.ts'
import { Steps } from './steps.ts'

/** How far to look at what an earlier copy completed: at its listing alone, or at all of it. */
export type Check = 'quick' | 'deep'

const atOnce = 1000

export interface Plan {
  /** Objects to write by kind, in the order to do them: with nothing of them at the target, or an earlier copy that may lack something. */
  readonly steps: ReadonlyMap<string, Steps>
  /** Those that are at the target as they are, by kind. */
  readonly unchanged: ReadonlyMap<string, Steps>
  /** Those of which the target has something else that stays as it is, by kind: how it differs is to be named. */
  readonly kept: ReadonlyMap<string, Steps>
  readonly unreadable: readonly UnreadableItem[]
  /** By the rule for conflicts, and what nothing needs. */
  readonly skipped: readonly Item[]
  /** How many of the source's objects the target holds itself, because it is the source, or the source an export of it. */
  readonly itself: number
  /** Links of unchanged objects that an earlier job left open. */
  readonly pending: readonly { readonly target: Ref; readonly links: readonly Link[] }[]
}

export interface PlanOptions extends Pick<Judging, 'headerOf'> {
  readonly check?: Check | undefined
  readonly updateOriginals?: boolean | undefined
}

/** Decides what to move. Pure: no clock, no network, and of the disk just the lists; only that it lets others have their turn. */
export async function planCopy(
  inventory: Inventory,
  kinds: readonly ObjectKind[],
  { check = 'quick', headerOf, updateOriginals = false }: PlanOptions,
): Promise<Plan> {
  const steps = new Map<string, Steps>()
  const unchanged = new Map<string, Steps>()
  const kept = new Map<string, Steps>()
  const pending: { target: Ref; links: readonly Link[] }[] = []
  const busyScopes = new Set<string>()
  const waiting = waitingForItems(inventory)
  /** Whose files come with what is to be written. */
  const holders = new Set<string>()
  const spared: Item[] = []
  const idsThere = idsIn(inventory, kinds)
  let itself = 0
  // Held before holding: a deleted experiment is taken up again, unchanged or not, when one of its runs has to be written.
  for (const kind of [...kinds].reverse()) {
    const items = inventory.items.get(kind.name)
    if (!items) continue
    const written = inventory.written.get(kind.name)
    const context = { items, openingOf: (item: Item) => openingOf(item, kind, written) }
    const isDeep = check === 'deep' && kind.partlyListed === true
    const judging = { kind, headerOf, idsThere, updateOriginals, isDeep }
    // By scope: a listing mixes them, and what one scope holds is alike, so it is cheap to read together.
    const todo = new Map<string, number[]>()
    const [done, left]: [number[], number[]] = [[], []]
    const numbers = kind.order?.({ [Symbol.iterator]: () => items.values() }) ?? [...Array(items.size).keys()]
    for (const [index, number] of numbers.entries()) {
      if (index % atOnce === atOnce - 1) await setImmediate()
      const item = items.at(number)
      if (!item) continue
      const match = written?.match(item)
      if (match) waiting.delete(refKey(match.written.target))
      if (match?.relation === 'itself') itself++
      const reopened = (item.deleted || match?.written.deleted === true) && busyScopes.has(refKey(item.ref))
      const verdict = match ? verdictOf(item, match, { ...judging, reopened }) : 'write'
      if (verdict !== 'write') {
        if (verdict === 'equal') done.push(number)
        else left.push(number)
        if (match?.relation === 'copy' && match.written.pending.length > 0)
          pending.push({ target: match.written.target, links: match.written.pending })
        continue
      }
      if (item.forFiles && !match && !holders.has(refKey(item.ref))) {
        spared.push(item)
        continue
      }
      for (const { field, to } of item.links) if (kind.links[field]?.holdsFiles) holders.add(refKey(to))
      const scope = item.scope ? refKey(item.scope) : ''
      const inScope = todo.get(scope)
      if (inScope) inScope.push(number)
      else todo.set(scope, [number])
      busyScopes.add(scope)
    }
    steps.set(kind.name, new Steps([...todo.values()].flat(), context))
    unchanged.set(kind.name, new Steps(done, context))
    kept.set(kind.name, new Steps(left, context))
  }
  const { unreadable, skipped } = inventory
  pending.push(...waiting.values())
  // What holds others is told first: these are compared by what stands for it.
  const inOrder = (byKind: ReadonlyMap<string, Steps>) => new Map([...byKind].reverse())
  return {
    steps: inOrder(steps),
    unchanged,
    kept: inOrder(kept),
    unreadable,
    skipped: [...skipped, ...spared],
    itself,
    pending,
  }
}

/** As far as the listings tell. */
function idsIn({ items, written }: Inventory, kinds: readonly ObjectKind[]): IdsThere {
  const byId = new Set(kinds.flatMap(({ name, identity }) => (identity === 'source-id' ? [name] : [])))
  return ({ kind, id }) => {
    const item = items.get(kind)?.get(id)
    const there = written.get(kind)
    const found = item ? there?.match(item)?.written : byId.has(kind) ? there?.byId(id) : undefined
    return idsOf(found?.target, item)
  }
}

interface Looking extends Judging {
  /** Whatever its mark says, it is looked at again. */
  readonly isDeep: boolean
}

function verdictOf(item: Item, match: Match, { isDeep, ...judging }: Looking): Verdict {
  if (match.relation !== 'copy') return judge(item, match, judging)
  return isUnchanged(item, match.written, isDeep || judging.reopened) ? 'equal' : 'write'
}

/** Earlier copies beside what was asked for that wait for something of it, such as a run of another window for a model of this one. */
function waitingForItems({ items, written, partly = false }: Inventory) {
  const waiting = new Map<string, { target: Ref; links: readonly Link[] }>()
  for (const ofKind of partly ? written.values() : []) {
    for (const { target, pending: links } of ofKind.waiting()) {
      if (links.some(({ to }) => items.get(to.kind)?.has(to.id))) waiting.set(refKey(target), { target, links })
    }
  }
  return waiting
}

function isUnchanged(item: Item, earlier: Written, again: boolean): boolean {
  // Deletions come last: a job that was killed before them left an object that is whole, and to be deleted.
  const undeleted = item.deleted && !earlier.deleted
  return earlier.ours && isSealedAs(earlier.sealed, item) && item.settled && !again && !undeleted
}

import type { Plan } from './plan-copy.ts'
import type { Steps } from './steps.ts'

/** Identities, by kind, of what nothing is at the target of. Kinds without any are left out. There may be a million of a kind. */
export function keysToCreate(plan: Plan): ReadonlyMap<string, Iterable<string>> {
  const keys = new Map<string, Iterable<string>>()
  for (const [kind, steps] of plan.steps) {
    const created = { [Symbol.iterator]: () => keysIn(steps) }
    if (!created[Symbol.iterator]().next().done) keys.set(kind, created)
  }
  return keys
}

function* keysIn(steps: Steps): Generator<string> {
  for (const { item, earlier } of steps) if (!earlier) yield item.key
}

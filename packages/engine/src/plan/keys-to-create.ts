import type { Plan } from './plan-copy.ts'

/** Identities, by kind, of what nothing is at the target of. Kinds without any are left out. */
export function keysToCreate(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>()
  for (const [kind, steps] of plan.steps) {
    const created = steps.filter(({ action }) => action === 'create').map(({ item }) => item.key)
    if (created.length > 0) keys.set(kind, created)
  }
  return keys
}

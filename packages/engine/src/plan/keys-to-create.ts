import type { Plan } from './plan-copy.ts'

/** Identities, by kind, of what nothing is at the target of. Kinds without any are left out. */
export function keysToCreate(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>()
  for (const [kind, items] of plan.steps) {
    const created = items.filter((item) => !plan.earlier.has(item)).map(({ key }) => key)
    if (created.length > 0) keys.set(kind, created)
  }
  return keys
}

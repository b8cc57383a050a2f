import type { ObjectKind, Ref } from '@mlferry/core'
import type { Item } from './inventory.ts'

/**
 * What has to be at the target before an object: what is named at its creation or never, and runs that take its points. An object that is
 * there already needs only the runs.
 */
export function neededFirst(
  kind: ObjectKind,
  { links, pointsOn }: Item,
  { isNew }: { readonly isNew: boolean },
): Ref[] {
  const named = links.filter(({ field }) => isNew && kind.links[field]?.at === 'open').map(({ to }) => to)
  return [...named, ...pointsOn.filter((id) => id !== '').map((id) => ({ kind: 'run', id }))]
}

import type { Link, ObjectKind, Ref, Written } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'

interface AddedContext {
  readonly kind: ObjectKind
  readonly idsThere: IdsThere
}

/** Ids by which the target may name an object of the source, see `idsOf`. None: nothing is known to stand there for it. */
export type IdsThere = (source: Ref) => readonly string[]

/** That of what stands for it; and those it had before: an original still names what was purged, and came back with another id. */
export function idsOf(there: Ref | undefined, item: Item | undefined): readonly string[] {
  if (!there) return []
  return item ? [there.id, item.ref.id, ...item.ancestors.map(({ id }) => id)] : [there.id]
}

/**
 * Fields of links that an object has and what the target has of it lacks, as far as both listings show them. Links that only the target
 * has tell nothing: a copy may have been made before their other ends came. Pure.
 */
export function addedLinks(
  item: Item,
  { links = [], unlisted = [] }: Written,
  { kind, idsThere }: AddedContext,
): string[] {
  const left = [...links]
  const take = (fits: (link: Link) => boolean): boolean => {
    const at = left.findIndex(fits)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  }
  // What is named at the creation is as it was.
  const shown = item.links.filter(
    ({ field }) => kind.links[field]?.at === 'link' && ![...item.unlisted, ...unlisted].includes(field),
  )
  const known = shown.filter(({ to }) => idsThere(to).length > 0)
  const added = known.filter(
    ({ field, to }) => !take((link) => link.field === field && idsThere(to).includes(link.to.id)),
  )
  // An other end that is not known yet may be any that is left.
  const unknown = shown.filter((link) => !known.includes(link))
  added.push(...unknown.filter(({ field }) => !take((link) => link.field === field)))
  return [...new Set(added.map(({ field }) => field))]
}

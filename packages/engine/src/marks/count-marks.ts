import type { MarkedObject } from '@mlferry/core'

/** What the marks of a store come to. */
export interface MarkCounts {
  /** Objects with a mark, by kind. */
  readonly kinds: Readonly<Record<string, number>>
  /** Links that wait for objects which are not there yet: nobody can set them once the marks are gone. */
  readonly pending: number
  /** Objects that keep something their store cannot hold. */
  readonly keeping: number
}

export function countMarks(objects: Iterable<MarkedObject>): MarkCounts {
  const kinds: Record<string, number> = {}
  let [pending, keeping] = [0, 0]
  for (const object of objects) {
    kinds[object.ref.kind] = (kinds[object.ref.kind] ?? 0) + 1
    pending += object.pending
    keeping += object.keeps ? 1 : 0
  }
  return { kinds, pending, keeping }
}

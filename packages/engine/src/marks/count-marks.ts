import type { MarkedObject } from '@mlferry/core'

/** Totals over all marks of a store. */
export interface MarkCounts {
  /** Objects with a mark, by kind. */
  readonly kinds: Readonly<Record<string, number>>
  /** Links that wait for objects which are not there yet: nobody can set them once the marks are gone. */
  readonly pending: number
  /** Objects with values that the store has no field for. Only their marks hold these values. */
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

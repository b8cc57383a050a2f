/** Entries of one key as one, with their counts added. */
export function addCounts<T extends { readonly count: number }>(all: readonly T[], keyOf: (entry: T) => string): T[] {
  return [...Map.groupBy(all, keyOf).values()].flatMap(([first, ...rest]) =>
    first ? [{ ...first, count: rest.reduce((total, { count }) => total + count, first.count) }] : [],
  )
}

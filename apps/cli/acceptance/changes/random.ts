/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Picking<T> {
  readonly random: () => number
  /** Items of different keys first. Default: each has its own. */
  readonly keyOf?: (item: T) => unknown
}

/** Up to `count` of them, in random order. */
export function pick<T>(items: readonly T[], count: number, { random, keyOf }: Picking<T>): T[] {
  const shuffled = items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
  if (!keyOf) return shuffled.slice(0, count)
  const firsts = new Map(shuffled.toReversed().map((item) => [keyOf(item), item]))
  const others = shuffled.filter((item) => firsts.get(keyOf(item)) !== item)
  return [...shuffled.filter((item) => firsts.get(keyOf(item)) === item), ...others].slice(0, count)
}

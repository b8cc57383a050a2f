import { createHash } from 'node:crypto'

/** The same choice for the same seed and ids, whatever their order: those whose hash is smallest. */
export function chooseSample(
  ids: Iterable<string>,
  { size, seed }: { readonly size: number; readonly seed: string },
): ReadonlySet<string> {
  if (size === 0) return new Set()
  const ranked = Array.from(ids, (id) => ({ id, rank: rankOf(`${seed}\n${id}`) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  return new Set(ranked.slice(0, size).map(({ id }) => id))
}

function rankOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

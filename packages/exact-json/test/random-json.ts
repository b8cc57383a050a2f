import type { JsonValue } from '../src/json-value.ts'

/** For tests: numbers from 0 up to `below` (excluded), the same ones for the same seed. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** For tests: a random document of plain JSON, with awkward strings and numbers. */
export function randomJson(random: (below: number) => number, depth = 4): JsonValue {
  const kind = random(depth > 0 ? 8 : 5)
  if (kind === 0) return [null, true, false][random(3)] ?? null
  if (kind <= 2) return [0, -1, 1.5, 1e-7, 5e-324, 1e300, 0.1234567, 1700000000000][random(8)] ?? 0
  if (kind <= 4) return randomText(random)
  const length = random(5)
  if (kind === 5) return Array.from({ length }, () => randomJson(random, depth - 1))
  return Object.fromEntries(Array.from({ length }, () => [randomText(random), randomJson(random, depth - 1)]))
}

function randomText(random: (below: number) => number): string {
  const pieces = ['a', 'key', '"', '\\', '\n', 'é', '😀', '\ud800', '[', ']', '{', '}', ',', ':', ' ', '/', '__proto__']
  return Array.from({ length: random(6) }, () => pieces[random(pieces.length)]).join('')
}

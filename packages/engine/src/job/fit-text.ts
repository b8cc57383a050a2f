import type { JsonValue } from '@mlferry/exact-json'

/** At most `max` code points, as Python counts. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const points = [...text]
  return points.length <= max ? text : points.slice(0, max).join('')
}

/** The same value where it holds no NUL; else a copy in which each is U+FFFD, at any depth. */
export function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  if (Array.isArray(value)) return changed(value, value.map(withoutNul)) ?? value
  if (value instanceof Map) {
    const flat = [...value].flat()
    const clean = changed(flat, flat.map(withoutNul))
    return clean ? new Map([...value].map((entry) => entry.map(withoutNul) as [unknown, unknown])) : value
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const clean = changed(
    entries.map(([, each]) => each),
    entries.map(([, each]) => withoutNul(each)),
  )
  return clean ? Object.fromEntries(entries.map(([key], index) => [key, clean[index]])) : value
}

function changed(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] | undefined {
  return after.some((each, index) => !Object.is(each, before[index])) ? after : undefined
}

/** A field's value as JSON: maps are objects. */
export function jsonOf(value: unknown): JsonValue {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [String(key), jsonOf(each)]))
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value === null || typeof value !== 'object') return value as JsonValue
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]))
}

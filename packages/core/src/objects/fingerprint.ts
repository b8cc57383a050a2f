import { createHash } from 'node:crypto'

/** `<version>:<first 128 bits of a sha256>` over data in a canonical order: maps and objects by key, absent and undefined alike. */
export function fingerprint(kind: string, version: number, data: object): string {
  const hash = createHash('sha256')
    .update(`${kind}\n${canonicalText(data)}`)
    .digest('base64url')
  return `${version}:${hash.slice(0, 22)}`
}

/** Equal for equal data: maps and objects by key, absent and undefined alike, numbers by their value whatever their type. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Map) return canonicalEntries([...value])
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalEntries(Object.entries(value))
  return String(value)
}

function canonicalEntries(entries: readonly (readonly [string, unknown])[]): string {
  const kept = entries.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${kept.map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`).join(',')}}`
}

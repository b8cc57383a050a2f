/**
 * Plain data as text: JSON, and what that has no sign for (maps, bigint, NaN, -0, undefined) as texts, and arrays, that begin with a NUL.
 * By hand: each call of `serialize` and `deserialize` of node:v8 leaves an object that only a full collection removes, with parts
 * outside the heap that tear memory apart.
 */
export function toSpoolText(value: unknown): string {
  return JSON.stringify(toPlain(value))
}

export function fromSpoolText(text: string): unknown {
  // Hardly any text has something to bring back.
  return text.includes(escapedMark) ? fromPlain(JSON.parse(text)) : JSON.parse(text)
}

const mark = '\0'
const escapedMark = '\\u0000'
const [textMark, bigintMark, numberMark, mapMark, undefinedMark] = ['s', 'i', 'n', 'm', 'u'] as const

function toPlain(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? `${mark}${textMark}${value}` : value
  if (typeof value === 'bigint') return `${mark}${bigintMark}${value}`
  if (value === undefined) return mark + undefinedMark
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return `${mark}${numberMark}-0`
    return Number.isFinite(value) ? value : `${mark}${numberMark}${value}`
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(toPlain)
  if (value instanceof Map)
    return [mark + mapMark, ...[...value].flatMap(([key, each]) => [toPlain(key), toPlain(each)])]
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]))
}

/** Changes what was parsed in its place: nobody else has it, and new objects would cost several times as much. */
function fromPlain(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? fromMarked(value.slice(1, 2), value.slice(2)) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    if (value[0] === mark + mapMark) return mapOf(value)
    for (let at = 0; at < value.length; at++) value[at] = fromPlain(value[at])
    return value
  }
  const members = value as Record<string, unknown>
  for (const key in members) members[key] = fromPlain(members[key])
  return members
}

function mapOf(plain: readonly unknown[]): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>()
  for (let at = 1; at < plain.length; at += 2) map.set(fromPlain(plain[at]), fromPlain(plain[at + 1]))
  return map
}

function fromMarked(sign: string, text: string): unknown {
  if (sign === bigintMark) return BigInt(text)
  if (sign === numberMark) return Number(text)
  return sign === textMark ? text : undefined
}

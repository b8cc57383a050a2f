import { InternalError } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'

/** What headers and rows are made of, as JSON that comes back as it was: maps, bigint and undefined marked, all else as it is. */
export function toPlainJson(value: unknown): JsonValue {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value === null || typeof value !== 'object') return value as JsonValue
  if (value instanceof Map) return { $map: [...value].map((entry) => entry.map(toPlainJson)) }
  if (Array.isArray(value)) return value.map(toPlainJson)
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new InternalError('Not plain data: cannot be kept.')
  const entries = Object.entries(value).map(([key, each]) => [key, toPlainJson(each)] as const)
  // A member of the data itself that looks like a mark is wrapped, so that it is not taken for one.
  const plain = Object.fromEntries(entries)
  return entries.length === 1 && entries[0]?.[0].startsWith('$') ? { $object: plain } : plain
}

/** The other way round. */
export function fromPlainJson(json: JsonValue): unknown {
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return json.map(fromPlainJson)
  const object = json as Readonly<Record<string, JsonValue>>
  const [mark] = Object.keys(object)
  if (Object.keys(object).length === 1 && mark?.startsWith('$')) return marked(mark, object[mark] ?? null)
  return members(object)
}

function marked(mark: string, value: JsonValue): unknown {
  switch (mark) {
    case '$undefined':
      return undefined
    case '$bigint':
      return BigInt(String(value))
    case '$map':
      return new Map((value as JsonValue[][]).map((entry) => entry.map(fromPlainJson) as [unknown, unknown]))
    case '$object':
      return members(value as Readonly<Record<string, JsonValue>>)
    default:
      return { [mark]: fromPlainJson(value) }
  }
}

function members(object: Readonly<Record<string, JsonValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, each]) => [key, fromPlainJson(each)]))
}

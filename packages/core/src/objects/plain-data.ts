import type { JsonValue } from '@mlferry/exact-json'
import { InternalError } from '../errors/mlferry-error.ts'

/**
 * Plain data, which headers and rows are made of, as JSON that comes back as it was: objects with a single member whose name begins
 * with `$` stand for what JSON has no sign for (maps, bigint, undefined). Numbers stay numbers: write the JSON with `stringifyJson`.
 * Throws InternalError for what is not plain data.
 */
export function toPlainJson(value: unknown): JsonValue {
  return toPlain(value, false)
}

/** The other way round. Changes what it is given: nobody else has it, and new objects would cost several times as much. */
export function fromPlainJson(json: JsonValue): unknown {
  if (json === null || typeof json !== 'object') return json
  if (!Array.isArray(json)) return fromObject(json as Members)
  for (let at = 0; at < json.length; at++) json[at] = fromPlainJson(json[at])
  return json
}

/**
 * The same as the text of plain JSON, for values of which there are many.
 * By hand: each call of `serialize` and `deserialize` of node:v8 leaves an object that only a full collection removes, with parts
 * outside the heap that tear memory apart.
 */
export function toPlainText(value: unknown): string {
  return JSON.stringify(toPlain(value, true))
}

export function fromPlainText(text: string): unknown {
  // Without a mark there is nothing to bring back.
  return text.includes('"$') ? fromPlainJson(JSON.parse(text)) : JSON.parse(text)
}

type Members = Record<string, unknown>

/** `markNumbers`: also marks NaN, infinities and -0, which `JSON.stringify` has no sign for. */
function toPlain(value: unknown, markNumbers: boolean): JsonValue {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'number') return markNumbers && !isPlainNumber(value) ? { $number: textOf(value) } : value
  if (value === null || typeof value !== 'object') return value as JsonValue
  if (value instanceof Map)
    return { $map: [...value].map(([key, each]) => [toPlain(key, markNumbers), toPlain(each, markNumbers)]) }
  if (Array.isArray(value)) return value.map((each) => toPlain(each, markNumbers))
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new InternalError('Not plain data: cannot be kept.')
  const entries = Object.entries(value).map(([key, each]) => [key, toPlain(each, markNumbers)] as const)
  const plain = Object.fromEntries(entries)
  // An object of the data itself that looks like a mark is wrapped, so that it is not taken for one.
  return entries.length === 1 && entries[0]?.[0].startsWith('$') ? { $object: plain } : plain
}

function isPlainNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function fromObject(object: Members): unknown {
  const [first, ...others] = Object.keys(object)
  if (first?.startsWith('$') && others.length === 0) return fromMarked(first, object[first] as JsonValue)
  return fromMembers(object)
}

function fromMarked(mark: string, value: JsonValue): unknown {
  switch (mark) {
    case '$undefined':
      return undefined
    case '$bigint':
      return BigInt(String(value))
    case '$number':
      return Number(value)
    case '$map':
      return new Map((value as JsonValue[][]).map((entry) => fromPlainJson(entry) as [unknown, unknown]))
    case '$object':
      return fromMembers(value as Members)
    default:
      return { [mark]: fromPlainJson(value) }
  }
}

function fromMembers(object: Members): Members {
  for (const key in object) object[key] = fromPlainJson(object[key] as JsonValue)
  return object
}

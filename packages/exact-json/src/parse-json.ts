import { JsonError } from './json-error.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { parseExact } from './parse-exact.ts'

export interface ParseJsonOptions {
  /** How deep arrays and objects may nest; 200 by default. */
  readonly maxDepth?: number
  /** `bigint`: every integer is one, so that `1` and `1.0` stay different. `exact`, the default: only those beyond 2^53. */
  readonly integers?: 'exact' | 'bigint'
}

export const defaultMaxDepth = 200

/**
 * Parses JSON as MLflow and Python write it, exactly: integers beyond 2^53 become bigint, all other numbers are numbers,
 * the tokens `NaN`, `Infinity`, `-Infinity` are accepted, -0 stays -0. Throws JsonError.
 */
export function parseJson(input: string | Uint8Array, options: ParseJsonOptions = {}): JsonValue {
  const { maxDepth = defaultMaxDepth, integers = 'exact' } = options
  const parse =
    integers === 'bigint'
      ? (text: string) => parseExact(text, maxDepth, integers)
      : (text: string) => parseText(text, maxDepth)
  if (typeof input === 'string') return parse(input.startsWith('\ufeff') ? input.slice(1) : input)
  const text = decode(input)
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw atByte(error, text, hasMark(input) ? 3 : 0)
  }
}

// Only these need the slow parser. A match inside a string costs time, never correctness.
const largeInteger = /(?:^|[\s:,[])-?\d{16,}(?![\d.eE])/
const nonFinite = /(?:^|[\s:,[])(?:NaN|-?Infinity)/

/** `includes` is several times as fast as the pattern, and nearly all texts hold none of these words. */
function isExact(text: string): boolean {
  const mayBeNonFinite = text.includes('NaN') || text.includes('Infinity')
  return !largeInteger.test(text) && !(mayBeNonFinite && nonFinite.test(text))
}

/** JSON.parse wherever it is exact: it is several times as fast. Offsets are characters. */
export function parseText(text: string, maxDepth: number): JsonValue {
  if (isExact(text)) {
    try {
      const value: JsonValue = JSON.parse(text)
      if (maxDepth === Number.POSITIVE_INFINITY || !(isHolder(value) && deeperThan(value, maxDepth))) return value
    } catch {
      // The slow parser says where and why.
    }
  }
  return parseExact(text, maxDepth)
}

/** Decodes UTF-8, without a byte order mark. */
export function decode(bytes: Uint8Array, offset = 0): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    // Node decodes at most about 512 MB into one string.
    const problem = bytes.length > 0x1fffffe8 ? 'too long for one string, read it with streamJson' : 'not UTF-8'
    throw new JsonError(problem, offset, { cause })
  }
}

export function atByte(error: JsonError, text: string, shift: number): JsonError {
  const offset = shift + Buffer.byteLength(text.slice(0, error.offset))
  return new JsonError(error.problem, offset, { code: error.code, cause: error.cause })
}

export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Answers hold hundreds of thousands of plain values: none of them costs a call. */
function deeperThan(holder: Holder, depth: number): boolean {
  if (depth === 0) return true
  if (Array.isArray(holder)) {
    for (const each of holder) if (isHolder(each) && deeperThan(each, depth - 1)) return true
    return false
  }
  for (const key in holder) {
    const member = (holder as JsonObject)[key]
    if (isHolder(member) && deeperThan(member, depth - 1)) return true
  }
  return false
}

type Holder = JsonObject | readonly JsonValue[]

function isHolder(value: JsonValue | undefined): value is Holder {
  return typeof value === 'object' && value !== null
}

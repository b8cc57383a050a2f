import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
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
const inexact = /(?:^|[\s:,[])(?:-?\d{16,}(?![\d.eE])|NaN|-?Infinity)/

/** JSON.parse wherever it is exact: it is several times as fast. Offsets are characters. */
export function parseText(text: string, maxDepth: number): JsonValue {
  if (!inexact.test(text)) {
    try {
      const value: JsonValue = JSON.parse(text)
      if (maxDepth === Number.POSITIVE_INFINITY || !deeperThan(value, maxDepth)) return value
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

function deeperThan(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  if (Array.isArray(value)) return value.some((each) => deeperThan(each, depth - 1))
  for (const key in value) if (deeperThan((value as Record<string, JsonValue>)[key] ?? null, depth - 1)) return true
  return false
}

import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'
import { atByte, decode, parseText } from './parse-json.ts'

/** The items in `bytes`, which is `[` + a piece of the input that began at `offset` + `]`. Their depth was checked before. */
export function parseSlice(bytes: Uint8Array, offset: number): JsonValue[] {
  const text = decode(bytes, offset)
  try {
    return parseText(text, Number.POSITIVE_INFINITY) as JsonValue[]
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const local = atByte(error, text, 0)
    throw new JsonError(local.problem, offset + Math.max(local.offset - 1, 0), { code: error.code })
  }
}

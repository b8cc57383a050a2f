import { JsonError } from './json-error.ts'
import type { JsonValue } from './json-value.ts'

// Python's own limit: longer integers cost quadratic time.
const maxIntegerDigits = 4300
const numberToken = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const words: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]

/**
 * The slow road of `parseJson`: exact integers, tokens of Python, and an offset in every error. By hand because a reviver of
 * JSON.parse sees no `NaN`, and the kept libraries (lossless-json, json-bigint) take neither NaN nor a depth limit.
 */
export function parseExact(text: string, maxDepth: number, integers: 'exact' | 'bigint' = 'exact'): JsonValue {
  let at = 0
  const value = readValue(0)
  skipSpace()
  if (at < text.length) fail('text after the end of the value')
  return value

  function readValue(depth: number): JsonValue {
    skipSpace()
    const char = text[at]
    if (char === '"') return readString()
    if (char === '{' || char === '[') {
      if (depth >= maxDepth) fail(`nested deeper than ${maxDepth}`)
      at++
      return char === '{' ? readObject(depth + 1) : readArray(depth + 1)
    }
    if (char !== undefined && char >= '0' && char <= '9') return readNumber()
    for (const [word, value] of words) {
      if (text.startsWith(word, at)) {
        at += word.length
        return value
      }
    }
    return readNumber()
  }

  function readArray(depth: number): JsonValue {
    const array: JsonValue[] = []
    if (take(']')) return array
    do array.push(readValue(depth))
    while (take(','))
    expect(']')
    return array
  }

  function readObject(depth: number): JsonValue {
    const object: Record<string, JsonValue> = {}
    if (take('}')) return object
    do {
      skipSpace()
      if (text[at] !== '"') fail(`expected a key, found ${found()}`)
      const key = readString()
      expect(':')
      const value = readValue(depth)
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
      } else object[key] = value
    } while (take(','))
    expect('}')
    return object
  }

  function readString(): string {
    const start = at++
    let escaped = false
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (Number.isNaN(code)) fail('ends inside a string: truncated')
      if (code < 0x20) fail('control character in a string')
      if (code === 0x5c) {
        escaped = true
        at++
      }
    }
    at++
    if (!escaped) return text.slice(start + 1, at - 1)
    try {
      return JSON.parse(text.slice(start, at))
    } catch {
      at = start
      return fail('wrong escape in a string')
    }
  }

  function readNumber(): number | bigint {
    numberToken.lastIndex = at
    const match = numberToken.exec(text)
    if (match === null) return fail(`expected a value, found ${found()}`)
    const [token, fraction, exponent] = match
    const value = Number(token)
    if (fraction === undefined && exponent === undefined && (integers === 'bigint' || !Number.isSafeInteger(value))) {
      if (token.length > maxIntegerDigits) fail(`integer of more than ${maxIntegerDigits} digits`)
      at += token.length
      return BigInt(token)
    }
    at += token.length
    return value
  }

  function skipSpace(): void {
    while (isSpace(text.charCodeAt(at))) at++
  }

  function take(char: string): boolean {
    skipSpace()
    if (text[at] !== char) return false
    at++
    return true
  }

  function expect(char: string): void {
    if (!take(char)) fail(`expected '${char}', found ${found()}`)
  }

  function found(): string {
    return at < text.length ? JSON.stringify(text[at]) : 'the end: truncated'
  }

  function fail(problem: string): never {
    throw new JsonError(problem, at)
  }
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

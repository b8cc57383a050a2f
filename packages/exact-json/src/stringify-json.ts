import type { JsonValue } from './json-value.ts'

export interface StringifyJsonOptions {
  /** Spaces per level; one line without. */
  readonly indent?: number
  /** Non-ASCII characters as \uXXXX, as Python writes them. */
  readonly ascii?: boolean
  /** NaN and infinities as bare tokens, as Python writes them (default), or as strings, as MLflow takes them in requests. */
  readonly nonFinite?: 'token' | 'string'
  /** `marked`: a number that is no bigint always shows that it is no integer, `1.0`, as Python writes it. */
  readonly floats?: 'plain' | 'marked'
}

/**
 * JSON text that `parseJson` reads back as the same value: bigint as a plain integer, a number that is no integer token
 * beyond 2^53, -0 as -0.0, lone surrogates as escapes. Members that are undefined are left out. Throws TypeError for what is no JSON value.
 */
export function stringifyJson(value: JsonValue, options: StringifyJsonOptions = {}): string {
  const { indent = 0, ascii = false, nonFinite = 'token', floats = 'plain' } = options
  const colon = indent > 0 ? ': ' : ':'
  return write(value, '\n')

  function write(each: JsonValue | undefined, newline: string): string {
    if (typeof each === 'string') return quote(each)
    if (typeof each === 'number') return writeNumber(each)
    if (typeof each === 'boolean' || typeof each === 'bigint' || each === null) return String(each)
    if (typeof each !== 'object') throw new TypeError(`Not a JSON value: ${typeof each}`)
    const inner = indent > 0 ? newline + ' '.repeat(indent) : ''
    const outer = indent > 0 ? newline : ''
    if (Array.isArray(each)) {
      if (each.length === 0) return '[]'
      return `[${inner}${each.map((item) => write(item ?? null, inner)).join(`,${inner}`)}${outer}]`
    }
    const members = Object.entries(each).filter(([, member]) => member !== undefined)
    if (members.length === 0) return '{}'
    return `{${inner}${members.map(([key, member]) => quote(key) + colon + write(member, inner)).join(`,${inner}`)}${outer}}`
  }

  function quote(text: string): string {
    const quoted = JSON.stringify(text)
    return ascii ? asciiJson(quoted) : quoted
  }

  function writeNumber(number: number): string {
    if (Number.isFinite(number)) return finite(number, floats === 'marked')
    return nonFinite === 'string' ? `"${number}"` : String(number)
  }
}

function finite(number: number, marked: boolean): string {
  if (Object.is(number, -0)) return '-0.0'
  const text = String(number)
  // Without a point this would come back as a bigint.
  return Number.isInteger(number) && (marked || !Number.isSafeInteger(number)) && !text.includes('e')
    ? `${text}.0`
    : text
}

/** JSON text with non-ASCII characters as \uXXXX, as Python writes them. */
export function asciiJson(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

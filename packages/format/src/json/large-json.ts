import { type JsonValue, stringifyJson } from '@mlferry/exact-json'
import { jsonText } from './json-text.ts'

/** An array that may be too long for memory. Its elements are made each time it is written. */
export class JsonList {
  readonly items: Iterable<JsonValue>

  constructor(items: Iterable<JsonValue>) {
    this.items = items
  }
}

export type LargeJson = JsonValue | JsonList | readonly LargeJson[] | { readonly [key: string]: LargeJson }

/** Approximate size of one piece, in characters. */
const pieceLength = 64 * 1024

/** The text that `jsonText` gives, in pieces. */
export function* largeJsonText(value: LargeJson): Generator<string> {
  let text = ''
  for (const piece of piecesOf(value, '')) {
    text += piece
    if (text.length < pieceLength) continue
    yield text
    text = ''
  }
  yield text
}

function* piecesOf(value: LargeJson, indent: string): Generator<string> {
  if (!holdsList(value)) return yield jsonText(value, indent)
  const [open, close] = isArray(value) || value instanceof JsonList ? '[]' : '{}'
  const inner = `${indent}  `
  let count = 0
  for (const [name, each] of entriesOf(value)) {
    yield `${count++ === 0 ? open : ','}\n${inner}${name}`
    yield* piecesOf(each, inner)
  }
  yield count === 0 ? `${open}${close}` : `\n${indent}${close}`
}

/** The name of an array element is empty. */
function* entriesOf(
  value: JsonList | readonly LargeJson[] | { readonly [key: string]: LargeJson },
): Generator<[name: string, value: LargeJson]> {
  if (value instanceof JsonList) for (const each of value.items) yield ['', each]
  else if (isArray(value)) for (const each of value) yield ['', each]
  else {
    for (const [key, each] of Object.entries(value)) {
      if (each !== undefined) yield [`${stringifyJson(key, { ascii: true })}: `, each]
    }
  }
}

function holdsList(value: LargeJson): value is Exclude<LargeJson, JsonValue> {
  if (value instanceof JsonList) return true
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((each) => each !== undefined && holdsList(each))
  )
}

function isArray(value: object): value is readonly LargeJson[] {
  return Array.isArray(value)
}

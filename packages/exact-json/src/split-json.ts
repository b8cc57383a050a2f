import { JsonError } from './json-error.ts'
import { parseJson } from './parse-json.ts'

/**
 * The members of a JSON object as the texts that they are written as, without spaces: a number such as 1.0 stays what it is, where
 * `parseJson` makes it 1. Throws JsonError for what is no JSON object.
 */
export function splitObject(text: string): ReadonlyMap<string, string> {
  const compact = compactJson(text)
  if (!compact.startsWith('{')) throw new JsonError('expected an object', 0)
  return new Map(
    children(compact).map((member) => {
      const end = endOfString(member, 0)
      return [JSON.parse(member.slice(0, end + 1)) as string, member.slice(end + 2)] as const
    }),
  )
}

/** The items of a JSON array as the texts that they are written as, without spaces. Throws JsonError for what is no JSON array. */
export function splitArray(text: string): readonly string[] {
  const compact = compactJson(text)
  if (!compact.startsWith('[')) throw new JsonError('expected an array', 0)
  return children(compact)
}

/** The JSON object of these members: undoes `splitObject`. */
export function joinObject(members: Iterable<readonly [string, string]>): string {
  return `{${[...members].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`
}

/** The same JSON without spaces between its tokens. */
function compactJson(text: string): string {
  parseJson(text)
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/gs, (_, string: string | undefined) => string ?? '')
}

/** What stands between the outermost brackets, cut at the commas. */
function children(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 1
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = endOfString(text, at)
    else if (char === '{' || char === '[') depth++
    else if (char === ',' && depth === 1) {
      found.push(text.slice(start, at))
      start = at + 1
    } else if (char === '}' || char === ']') depth--
  }
  const last = text.slice(start, -1)
  return last === '' ? found : [...found, last]
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}

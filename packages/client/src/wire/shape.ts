import type { JsonValue } from '@mlferry/exact-json'

/**
 * What an answer has to look like to be read: an `id` is a text or a number; a list has elements of one shape, and may be left out as
 * servers do with empty ones; an object has these members, one whose name ends in `?` only where the server sends it. Other members
 * may be there.
 */
export type Shape = 'id' | 'text' | readonly [Shape] | { readonly [member: string]: Shape }

/** The first thing that is not as it has to be, such as `runs[3].info is missing`; undefined: all is well. */
export function shapeProblem(value: JsonValue | undefined, shape: Shape): string | undefined {
  const found = problemIn(value, shape)
  return found && `${found.path.replace(/^\./, '') || 'the answer'} ${found.problem}`
}

interface Found {
  /** From where it was looked for. */
  readonly path: string
  readonly problem: string
}

// Answers hold thousands of points: paths are made only where something is wrong.
function problemIn(value: JsonValue | undefined, shape: Shape): Found | undefined {
  if (isList(shape)) return value === undefined || value === null ? undefined : problemInList(value, shape[0])
  if (value === undefined || value === null) return { path: '', problem: 'is missing' }
  const type = typeof value
  if (shape === 'text') return type === 'string' ? undefined : { path: '', problem: 'is no text' }
  if (shape === 'id') {
    const isId = type === 'string' || type === 'number' || type === 'bigint'
    return isId ? undefined : { path: '', problem: 'is neither text nor number' }
  }
  if (type !== 'object' || Array.isArray(value)) return { path: '', problem: 'is no object' }
  return problemInMembers(value as Members, shape)
}

type Members = Readonly<Record<string, JsonValue | undefined>>

function problemInMembers(value: Members, shape: Readonly<Record<string, Shape>>): Found | undefined {
  for (const member in shape) {
    const isOptional = member.endsWith('?')
    const key = isOptional ? member.slice(0, -1) : member
    const given = value[key]
    if (isOptional && (given === undefined || given === null)) continue
    const found = problemIn(given, shape[member] as Shape)
    if (found) return { ...found, path: `.${key}${found.path}` }
  }
  return undefined
}

function problemInList(value: JsonValue, shape: Shape): Found | undefined {
  if (!Array.isArray(value)) return { path: '', problem: 'is no list' }
  for (let index = 0; index < value.length; index++) {
    const found = problemIn(value[index], shape)
    if (found) return { ...found, path: `[${index}]${found.path}` }
  }
  return undefined
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

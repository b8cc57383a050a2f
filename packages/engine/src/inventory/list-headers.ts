import { type Header, isUnreadable } from '@mlferry/core'
import type { WantedContext } from './wanted.ts'

/** Objects of a kind by their ids, where both ends hold that kind. */
export async function listByIds(kind: string, ids: readonly string[], context: WantedContext): Promise<Header[]> {
  const held = context.kinds.some(({ name }) => name === kind)
  return held && ids.length > 0 ? listAll(kind, { ids: [...new Set(ids)], includeDeleted: true }, context) : []
}

export async function listAll(kind: string, query: object, { source, signal }: WantedContext): Promise<Header[]> {
  const headers: Header[] = []
  for await (const page of source.list(kind, query, signal)) {
    for (const listed of page) if (!isUnreadable(listed)) headers.push(listed)
  }
  return headers
}

/** Ids of what holds these. */
export function scopesOf(headers: readonly Header[]): string[] {
  return [...new Set(headers.flatMap(({ scope }) => (scope ? [scope.id] : [])))]
}

/** Ids of that kind that these refer to. */
export function linkedIds(headers: readonly Header[], kind: string): string[] {
  return [...new Set(headers.flatMap(({ links }) => links.filter(({ to }) => to.kind === kind).map(({ to }) => to.id)))]
}

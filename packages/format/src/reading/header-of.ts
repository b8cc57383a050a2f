import type { Header, Listed, Unreadable } from '@mlferry/core'

type Found = { readonly header: Header } | Unreadable

/** The header of an object that was found, or the reason why it is unreadable. */
export function headerOf(found: Found): Listed {
  return 'header' in found ? found.header : found
}

/** The same for many objects. With `ids`, only for those. */
export function* headersOf(all: Iterable<Found>, ids: readonly string[] | undefined): Generator<Listed> {
  for (const found of all) {
    const listed = headerOf(found)
    if (!ids || ids.includes(listed.ref.id)) yield listed
  }
}

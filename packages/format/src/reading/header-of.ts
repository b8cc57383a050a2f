import type { Header, Listed, Unreadable } from '@mlferry/core'

type Found = { readonly header: Header } | Unreadable

/** What a listing shows of an object that was found, or why it cannot be shown. */
export function headerOf(found: Found): Listed {
  return 'header' in found ? found.header : found
}

/** The same for all of them, or for those that are asked for by their ids. */
export function* headersOf(all: Iterable<Found>, ids: readonly string[] | undefined): Generator<Listed> {
  for (const found of all) {
    const listed = headerOf(found)
    if (!ids || ids.includes(listed.ref.id)) yield listed
  }
}

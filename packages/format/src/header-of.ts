import type { Header, Listed, Unreadable } from '@mlferry/core'

/** What a listing shows of an object that was found, or why it cannot be shown. */
export function headerOf(found: { readonly header: Header } | Unreadable): Listed {
  return 'header' in found ? found.header : found
}

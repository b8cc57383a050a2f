import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/**
 * A fingerprint with a part of its own for each of these fields that has links, ` modelInputs=<fingerprint>`: where a listing leaves the
 * field out, what it does show can still be compared.
 */
export function withLinkParts(print: string, links: readonly Link[], fields: readonly string[]): string {
  const parts = [...fields].sort().flatMap((field) => {
    const own = links.filter((link) => link.field === field)
    return own.length === 0 ? [] : [`${field}=${fingerprint(field, 1, linksInOrder(own))}`]
  })
  return [print, ...parts].join(' ')
}

/** A header with the links that its listing left out. */
export function withUnlisted<T extends Header>(header: T, links: readonly Link[]): T {
  const { unlisted = [], ...listed } = header
  const missing = links.filter(({ field }) => unlisted.includes(field))
  const parts = withLinkParts('', missing, unlisted).split(' ').slice(1)
  const [print = '', ...others] = header.fingerprint.split(' ')
  return {
    ...(listed as T),
    links: [...header.links, ...missing],
    fingerprint: [print, ...[...others, ...parts].sort()].join(' '),
  }
}

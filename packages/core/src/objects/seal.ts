import { contentOf } from './content.ts'
import { type ExperimentFields, experimentFingerprint } from './experiment.ts'
import type { Header } from './header.ts'

/** Of a seal: what is compared where a copy came by another road. Marks of older releases have none. */
const contentPart = 'content='
/** How many links of each field its source had. */
const linksPart = 'links='

/** The mark of a whole copy: the fingerprint of its source, what is equal on every road, and how many links there were. */
export function sealOf(header: Header): string {
  const content = contentOf(header)
  if (content === undefined) return header.fingerprint
  const counts = [...countLinks(header)].map(([field, count]) => `${field}:${count}`).sort()
  const links = counts.length === 0 ? '' : ` ${linksPart}${counts.join(',')}`
  return `${header.fingerprint} ${contentPart}${content}${links}`
}

/** The fingerprint that the source had when the copy was sealed. */
export function fingerprintOfSeal(sealed: string): string {
  const isOfSeal = (part: string) => part.startsWith(contentPart) || part.startsWith(linksPart)
  return sealed
    .split(' ')
    .filter((part) => !isOfSeal(part))
    .join(' ')
}

/** What `contentOf` gave when the copy was sealed; undefined: the mark does not tell. */
export function contentOfSeal(sealed: string | undefined): string | undefined {
  return partOf(sealed, contentPart)
}

/**
 * Whether the source of a copy with this mark lacked links that another source of the same object lists: it was a copy that waited for
 * them. False where the mark does not tell.
 */
export function lacksLinks(sealed: string | undefined, listed: Pick<Header, 'links'>): boolean {
  if (contentOfSeal(sealed) === undefined) return false
  const counts = partOf(sealed, linksPart)?.split(',') ?? []
  const known = new Map(counts.map((each) => each.split(':') as [string, string]))
  return [...countLinks(listed)].some(([field, count]) => Number(known.get(field) ?? 0) < count)
}

function countLinks({ links }: Pick<Header, 'links'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { field } of links) counts.set(field, (counts.get(field) ?? 0) + 1)
  return counts
}

function partOf(sealed: string | undefined, name: string): string | undefined {
  return sealed
    ?.split(' ')
    .find((part) => part.startsWith(name))
    ?.slice(name.length)
}

/** Whether a copy with this mark is of the object as it is listed; of what the listing leaves out, it says nothing. */
export function isSealedAs(
  sealed: string | undefined,
  { fingerprint: listed, unlisted = [] }: Pick<Header, 'fingerprint' | 'unlisted'>,
): boolean {
  if (sealed === undefined) return false
  const isListed = (part: string) => !unlisted.some((field) => part.startsWith(`${field}=`))
  return fingerprintOfSeal(sealed).split(' ').filter(isListed).join(' ') === listed
}

/** A job deleted this copy, because its source was deleted then: the seal that is there says so. */
export function isSealedAsDeleted(sealed: string | undefined, fields: ExperimentFields): boolean {
  return isSealedAs(sealed, { fingerprint: experimentFingerprint({ ...fields, lifecycle: 'deleted' }) })
}

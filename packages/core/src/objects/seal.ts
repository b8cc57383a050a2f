import { contentOf } from './content.ts'
import type { Header } from './header.ts'

/** Of a seal: what is compared where a copy came by another road. Marks of older releases have none. */
const contentPart = 'content='

/** The mark of a whole copy: the fingerprint of its source, and what is equal on every road. */
export function sealOf(header: Header): string {
  const content = contentOf(header)
  return content === undefined ? header.fingerprint : `${header.fingerprint} ${contentPart}${content}`
}

/** What `contentOf` gave when the copy was sealed; undefined: the mark does not tell. */
export function contentOfSeal(sealed: string | undefined): string | undefined {
  return sealed
    ?.split(' ')
    .find((part) => part.startsWith(contentPart))
    ?.slice(contentPart.length)
}

/** Whether a copy with this mark is of the object as it is listed; of what the listing leaves out, it says nothing. */
export function isSealedAs(
  sealed: string | undefined,
  { fingerprint: listed, unlisted = [] }: Pick<Header, 'fingerprint' | 'unlisted'>,
): boolean {
  const isListed = (part: string) =>
    !part.startsWith(contentPart) && !unlisted.some((field) => part.startsWith(`${field}=`))
  return sealed?.split(' ').filter(isListed).join(' ') === listed
}

import { contentOf, createdAt, type Header, type Written } from '@mlferry/core'

/** What tells whether an object of the target is equal to one of the source, from a listing that shows all of it. */
export function contentIn(header: Header | undefined): Pick<Written, 'content'> {
  const content = header && contentOf(header)
  return content === undefined ? {} : { content }
}

/** The same for a kind whose ids repeat, with what tells its objects apart. */
export function identityIn(header: Header): Pick<Written, 'content' | 'created'> {
  const created = createdAt(header)
  return { ...contentIn(header), ...(created === undefined ? {} : { created }) }
}

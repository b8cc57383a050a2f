import { contentOf, createdAt, type Header, type Written } from '@mlferry/core'

/** What tells whether an object of the target is equal to one of the source, from a listing that shows all of its fields. */
export function contentIn(header: Header | undefined): Pick<Written, 'content' | 'links' | 'unlisted'> {
  const content = header && contentOf(header)
  if (content === undefined) return {}
  const { links, unlisted } = header as Header
  return { content, ...(links.length > 0 ? { links } : {}), ...(unlisted ? { unlisted } : {}) }
}

/** The same for a kind whose ids repeat, with what tells its objects apart. */
export function identityIn(header: Header): ReturnType<typeof contentIn> & Pick<Written, 'created'> {
  const created = createdAt(header)
  return { ...contentIn(header), ...(created === undefined ? {} : { created }) }
}

import { MlferryError } from '@mlferry/core'

export interface Page {
  readonly next_page_token?: string
}

/**
 * Pages until one names no next page. Throws ERR_PAGE_TOKEN_REPEATED for a token seen before: some servers give one that never
 * advances, and a listing must not run for ever.
 */
export async function* readPages<P extends Page>(
  read: (pageToken: string | undefined) => Promise<P>,
  first?: string,
): AsyncGenerator<P> {
  const tokens = createTokenGuard(first)
  for (let token = first; ; ) {
    const page: P = await read(token)
    yield page
    token = tokens.next(page.next_page_token)
    if (token === undefined) return
  }
}

export interface TokenGuard {
  /** The token to ask for next; undefined after the last page. */
  next(token: unknown): string | undefined
}

export function createTokenGuard(first?: string): TokenGuard {
  const seen = new Set<string>(first === undefined ? [] : [first])
  return {
    next(token) {
      if (token === undefined || token === null || token === '') return undefined
      if (typeof token !== 'string') {
        const message = `The server gave ${JSON.stringify(token)?.slice(0, 100)} as a page token, which is no text.`
        throw new MlferryError('ERR_INVALID_ANSWER', message, { hint: 'Look for a proxy that changes answers.' })
      }
      if (seen.has(token)) {
        const message = 'The server gave the same page token twice: its listing would never end.'
        throw new MlferryError('ERR_PAGE_TOKEN_REPEATED', message, {
          hint: 'Some versions of MLflow have this bug: upgrade the server.',
        })
      }
      seen.add(token)
      return token
    },
  }
}

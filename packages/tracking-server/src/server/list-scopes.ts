import { isAbort, isFatal, type Ref, Spool, SpooledMap, type Unreadable, unlistedScope } from '@mlferry/core'
import { pMapIterable } from 'p-map'

/** Pages of these are large, so few wait to be handed out. */
const groupsAtOnce = 2
const singlesAtOnce = 8

export interface ScopesListing<T> {
  readonly kind: string
  readonly scopes: readonly Ref[]
  /** How many scopes one listing takes. */
  readonly atOnce: number
  readonly list: (scopes: readonly Ref[]) => AsyncIterable<readonly T[]>
  readonly idOf: (listed: T) => string
}

/**
 * What all these scopes hold, in pages. Listings are begun ahead of the one that is handed out, so they wait for the server side by
 * side; each keeps one page. Where a listing of several scopes fails, each of them is listed alone; one that fails is Unreadable.
 */
export async function* listScopes<T>(listing: ScopesListing<T>): AsyncGenerator<readonly (T | Unreadable)[]> {
  const { scopes, atOnce } = listing
  const groups = Array.from({ length: Math.ceil(scopes.length / atOnce) }, (_, index) =>
    scopes.slice(index * atOnce, (index + 1) * atOnce),
  )
  const open = new Set<AsyncGenerator>()
  const begin = async (group: readonly Ref[]) => {
    const pages = listGroup(group, listing)
    open.add(pages)
    return { pages, first: await pages.next() }
  }
  const concurrency = atOnce > 1 ? groupsAtOnce : singlesAtOnce
  try {
    for await (const { pages, first } of pMapIterable(groups, begin, { concurrency })) {
      for (let page = first; !page.done; page = await pages.next()) yield page.value
      open.delete(pages)
    }
  } finally {
    await Promise.allSettled([...open].map((pages) => pages.return(undefined)))
  }
}

async function* listGroup<T>(
  group: readonly Ref[],
  listing: ScopesListing<T>,
): AsyncGenerator<readonly (T | Unreadable)[]> {
  const [scope, ...others] = group
  if (!scope) return
  if (others.length > 0) {
    yield* listTogether(group, listing)
    return
  }
  try {
    yield* listing.list(group)
  } catch (error) {
    yield [unlistedScope(listing.kind, scope, error)]
  }
}

async function* listTogether<T>(
  group: readonly Ref[],
  listing: ScopesListing<T>,
): AsyncGenerator<readonly (T | Unreadable)[]> {
  const { list, idOf } = listing
  using spool = new Spool()
  const seen = new SpooledMap<true>(spool)
  try {
    for await (const page of list(group)) {
      for (const each of page) seen.set(idOf(each), true)
      yield page
    }
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
    const fresh = async function* (scopes: readonly Ref[]) {
      for await (const page of list(scopes)) yield page.filter((each) => !seen.has(idOf(each)))
    }
    yield* listScopes({ ...listing, scopes: group, atOnce: 1, list: fresh })
  }
}

import { Spool, SpooledMap } from '@mlferry/core'
import { goRound, ifRefused, isFault, offsetToken } from './go-round.ts'
import { type Progress, pagesOf, type TimeListing, type TimeSearch } from './time-windows.ts'

/** Rows by time ascending, each once, while others come and go. */
export async function* listByTime<Row>(listing: TimeListing<Row>): AsyncGenerator<Row[]> {
  using spool = new Spool()
  const progress: Progress = { seen: new SpooledMap(spool), reached: undefined }
  const { window, mayLackTime, onGap } = listing
  const isWhole = window.from === undefined && window.until === undefined
  try {
    yield* pagesOf(window, listing, progress)
    // Windows were opened since, which leave out rows without a time.
    if (mayLackTime && isWhole && progress.reached !== undefined) yield* rowsBehind(listing, progress)
  } catch (error) {
    if (!onGap || !isFault(error)) throw error
    yield* goRound({ ...listing, onGap }, progress)
  }
}

/** A server with tokens of another make answers 400, and has no such old rows. */
async function* rowsBehind<Row>({ search, idOf }: TimeSearch<Row>, { seen }: Progress): AsyncGenerator<Row[]> {
  for (;;) {
    const token = offsetToken(seen.size)
    const page = await search({ from: undefined, until: undefined, token }).catch(ifRefused)
    const fresh = page?.rows.filter((row) => !seen.has(idOf(row))) ?? []
    for (const row of fresh) seen.set(idOf(row), true)
    if (fresh.length === 0) return
    yield fresh
    if (!page?.next) return
  }
}

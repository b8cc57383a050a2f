import { createTokenGuard } from '@mlferry/client'
import type { SpooledMap } from '@mlferry/core'

/** Milliseconds since 1970: from the first on, before the second. undefined: without that end. */
export interface TimeWindow {
  readonly from: number | undefined
  readonly until: number | undefined
}

export interface AskedPage extends TimeWindow {
  readonly token: string | undefined
  /** Rows, at most. Absent: as many as the server gives. */
  readonly most?: number
  /** How often the call may be sent again. Absent: as often as any call. */
  readonly maxRetries?: number
}

export interface TimePage<Row> {
  /** By time ascending; rows without one last, and only where the window has no end. */
  readonly rows: readonly Row[]
  readonly next: string | undefined
}

export interface TimeSearch<Row> {
  readonly search: (page: AskedPage) => Promise<TimePage<Row>>
  readonly idOf: (row: Row) => string
  readonly timeOf: (row: Row) => number | undefined
}

/** A row that the server fails to show, or more than one: where it lies, as far as that is known. */
export interface Gap {
  /** undefined: it has no time. */
  readonly window: TimeWindow | undefined
  readonly error: Error
}

export interface TimeListing<Row> extends TimeSearch<Row> {
  readonly window: TimeWindow
  /** Rows may lack a time: they come last, and no window shows them. */
  readonly mayLackTime?: true
  /** Takes what the server fails to show, and the listing goes round it. Absent: the error is thrown. */
  readonly onGap?: ((gap: Gap) => void) | undefined
}

/** How far a listing came. */
export interface Progress {
  /** Ids of the rows that were handed out. */
  readonly seen: SpooledMap<true>
  /** All before this was handed out. */
  reached: number | undefined
}

/**
 * The rows of a window in keyset windows: one that begins or is deleted meanwhile shifts no page. Only a page that names no next one
 * is the last, however short the others are.
 */
export async function* pagesOf<Row>(
  { from, until, maxRetries }: TimeWindow & Pick<AskedPage, 'maxRetries'>,
  { search, idOf, timeOf }: TimeSearch<Row>,
  progress: Progress,
): AsyncGenerator<Row[]> {
  const { seen } = progress
  progress.reached = from
  let tokens = createTokenGuard()
  let token: string | undefined
  for (;;) {
    const asked = { from: progress.reached, until, token, ...(maxRetries === undefined ? {} : { maxRetries }) }
    const { rows, next } = await search(asked)
    const fresh = rows.filter((row) => !seen.has(idOf(row)))
    for (const row of fresh) seen.set(idOf(row), true)
    if (fresh.length > 0) yield fresh
    const following = tokens.next(next)
    if (following === undefined) return
    const last = rows.at(-1)
    const time = last && timeOf(last)
    if (time !== undefined && time > (progress.reached ?? Number.NEGATIVE_INFINITY)) {
      progress.reached = time
      tokens = createTokenGuard()
      token = undefined
      // Only where more rows than a page begin in one millisecond, or have no time, pages are turned by offset.
    } else token = following
  }
}

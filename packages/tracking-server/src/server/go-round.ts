import { isHttpError } from '@mlferry/client'
import { type Gap, type Progress, pagesOf, type TimeListing, type TimeWindow } from './time-windows.ts'

/** From here on a window that fails is named as one, and not looked into. */
const mostGaps = 50
/** A server that fails this often and never answers fails for another reason than a row. */
const mostFaults = 45
/** Neighbours that fail one after the other. */
const mostInRow = 20
const day = 86_400_000

interface Going<Row> extends TimeListing<Row> {
  readonly onGap: (gap: Gap) => void
  readonly progress: Progress
  readonly tally: { gaps: number; faults: number; answers: number }
}

/**
 * What a listing has not handed out yet, where the server answers with a fault for any page that has a certain row: windows are halved
 * until that row is alone, and it is left out.
 */
export async function* goRound<Row>(
  listing: TimeListing<Row> & Pick<Going<Row>, 'onGap'>,
  progress: Progress,
): AsyncGenerator<Row[]> {
  const { window, mayLackTime } = listing
  const going = { ...listing, progress, tally: { gaps: 0, faults: 0, answers: 0 } }
  const from = progress.reached ?? window.from
  const cuts = [0, Date.now() + day].filter(
    (cut) => cut > (from ?? Number.NEGATIVE_INFINITY) && cut < (window.until ?? Number.POSITIVE_INFINITY),
  )
  const ends = [from, ...cuts, window.until]
  for (const [index, until] of ends.slice(1).entries()) yield* narrow({ from: ends[index], until }, going)
  const isWhole = window.from === undefined && window.until === undefined
  if (mayLackTime && isWhole) yield* oneByOne(undefined, going)
}

async function* narrow<Row>(window: TimeWindow, going: Going<Row>): AsyncGenerator<Row[]> {
  const { progress, tally, onGap } = going
  let fault: Error
  try {
    yield* pagesOf({ ...window, maxRetries: 0 }, going, progress)
    tally.answers++
    return
  } catch (error) {
    fault = faultOrThrow(error, tally)
  }
  const { from, until } = { ...window, from: progress.reached ?? window.from }
  if (from === undefined || until === undefined || until - from <= 1) yield* oneByOne({ from, until }, going)
  else if (tally.gaps >= mostGaps) onGap({ window: { from, until }, error: fault })
  else {
    const middle = from + Math.floor((until - from) / 2)
    yield* narrow({ from, until: middle }, going)
    yield* narrow({ from: middle, until }, going)
  }
}

/** Each row by a request of its own; `window` undefined: those without a time, which come behind all others. */
async function* oneByOne<Row>(window: TimeWindow | undefined, going: Going<Row>): AsyncGenerator<Row[]> {
  const { search, idOf, onGap, progress, tally } = going
  const { from, until } = window ?? { from: undefined, until: undefined }
  const first = window ? 0 : progress.seen.size + tally.gaps
  for (let offset = first, inRow = 0; inRow < mostInRow; offset++) {
    try {
      // A fault that passes would be taken for that of a row.
      const maxRetries = inRow === 0 && tally.answers > 0 ? 2 : 0
      const asked = { from, until, token: offsetToken(offset), most: 1, maxRetries }
      const page = await search(asked).catch(ifRefused)
      const fresh = page?.rows.filter((row) => !progress.seen.has(idOf(row))) ?? []
      for (const row of fresh) progress.seen.set(idOf(row), true)
      if (fresh.length > 0) yield fresh
      if (!page?.next) return
      inRow = 0
      tally.answers++
    } catch (error) {
      const fault = faultOrThrow(error, tally)
      inRow++
      tally.gaps++
      onGap({ window, error: fault })
    }
  }
}

function faultOrThrow(error: unknown, tally: Going<unknown>['tally']): Error {
  if (!isFault(error) || (++tally.faults > mostFaults && tally.answers === 0)) throw error
  return error
}

/** True for what a server answers when it fails over its own data. */
export function isFault(error: unknown): error is Error {
  return isHttpError(error) && error.status === 500
}

/** MLflow's page token is an offset. */
export function offsetToken(offset: number): string | undefined {
  return offset === 0 ? undefined : Buffer.from(JSON.stringify({ offset })).toString('base64')
}

export function ifRefused(error: unknown): undefined {
  if (!isHttpError(error) || error.status !== 400) throw error
}

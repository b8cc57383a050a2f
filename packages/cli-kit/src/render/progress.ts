import type { CopyEvent, FinishedEvent, VerifyEvent } from '@mlferry/engine'

export type JobEvent = CopyEvent | VerifyEvent

export interface KindProgress {
  /** Seen by the listing so far. */
  readonly listed: number
  /** undefined: still being listed. */
  readonly total: number | undefined
  readonly todo: number
  readonly finished: number
  readonly failed: number
  readonly degraded: number
  /** Compared, and not equal. */
  readonly differing: number
  /** When its first object that needed work was finished or begun, for the rate. */
  readonly startedAt: number | undefined
}

export interface Progress {
  readonly kinds: ReadonlyMap<string, KindProgress>
  readonly points: number
  readonly files: number
  readonly bytes: number
}

export const noProgress: Progress = { kinds: new Map(), points: 0, files: 0, bytes: 0 }

const noKindProgress: KindProgress = {
  listed: 0,
  total: undefined,
  todo: 0,
  finished: 0,
  failed: 0,
  degraded: 0,
  differing: 0,
  startedAt: undefined,
}

/** The state after one more event; `now` in milliseconds. */
export function advance(progress: Progress, event: JobEvent, now: number): Progress {
  if (event.type === 'replacing' || event.type === 'notFound' || event.type === 'stopped') return progress
  if (event.type === 'moved') {
    const { points, files, bytes } = progress
    return { ...progress, points: points + event.points, files: files + event.files, bytes: bytes + event.bytes }
  }
  const kind = event.type === 'finished' ? event.ref.kind : event.kind
  const before = progress.kinds.get(kind) ?? noKindProgress
  return { ...progress, kinds: new Map(progress.kinds).set(kind, advanceKind(before, event, now)) }
}

function advanceKind(
  before: KindProgress,
  event: Exclude<JobEvent, { type: 'moved' | 'replacing' | 'notFound' | 'stopped' }>,
  now: number,
): KindProgress {
  if (event.type === 'listing') return { ...before, listed: event.listed }
  if (event.type === 'planned') return { ...before, total: event.total, todo: event.todo }
  if (event.type === 'compared') {
    const { finished, differing, startedAt = now } = before
    return { ...before, finished: finished + 1, differing: differing + (event.differs ? 1 : 0), startedAt }
  }
  const startedAt = before.startedAt ?? (event.outcome === 'unchanged' ? undefined : now)
  return { ...before, ...counts(before, event), startedAt }
}

function counts({ finished, failed, degraded }: KindProgress, { outcome }: FinishedEvent) {
  return {
    finished: finished + 1,
    failed: failed + (outcome === 'failed' ? 1 : 0),
    degraded: degraded + (outcome === 'degraded' ? 1 : 0),
  }
}

/** Objects a second and seconds left of what needed work; undefined while that would be a guess. */
export function pace(kind: KindProgress, now: number): { rate: number; secondsLeft: number } | undefined {
  const { total = 0, todo, finished, startedAt } = kind
  const done = finished - (total - todo)
  if (startedAt === undefined || done < 2 || now - startedAt < 1000) return undefined
  const rate = (done - 1) / ((now - startedAt) / 1000)
  return { rate, secondsLeft: (todo - done) / rate }
}

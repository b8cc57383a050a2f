import { createSlots } from './slots.ts'

/** How fast one server is asked: a cap on calls at a time, and a rate once it said 429. */
export interface Pace {
  /** Resolves when it is this call's turn; the caller must call the result when it is done. `slot` false: only the rate counts. */
  enter(options: { readonly slot: boolean; readonly signal: AbortSignal }): Promise<() => void>
  /** The server took a call. */
  accepted(): void
  /** The server said 429 to a call that began at `began`; nothing goes out for `pause` milliseconds. */
  throttled(options: { readonly began: number; readonly pause: number }): void
  /** Nothing goes out for so many milliseconds. */
  pause(milliseconds: number): void
}

const windowMs = 5000
// What was accepted in less time says little about a rate.
const shortestMeasure = 1000
// 0.9 stays below the limit for two seconds; 5% a second doubles a rate that was found too low in 14.
const backOff = 0.9
const climbPerSecond = 1.05
const slowest = 0.2

/** `now` is milliseconds that only grow. */
export function createPace(concurrency: number, now: () => number = () => performance.now()): Pace {
  const slots = createSlots(concurrency)
  let accepted: number[] = []
  /** Calls a second; undefined until the first 429. */
  let rate: number | undefined
  let rateSince = 0
  let next = 0
  let pausedUntil = 0

  return {
    async enter({ slot, signal }) {
      const leave = slot ? await slots.take(signal) : () => {}
      try {
        for (let wait = turn(); wait > 0; wait = pausedUntil - now()) await sleep(wait, signal)
        return leave
      } catch (error) {
        leave()
        throw error
      }
    },
    accepted() {
      accepted.push(now())
      if (accepted.length > 10_000) accepted = recent()
    },
    throttled({ began, pause }) {
      pausedUntil = Math.max(pausedUntil, now() + pause)
      // Calls that were under way when the rate was set say nothing about it.
      if (rate !== undefined && began <= rateSince) return
      const found = rateBelow()
      // Nothing was accepted yet: that says nothing about a rate, the call's own waiting has to do.
      if (found === undefined) return
      rate = Math.max(found * backOff, slowest)
      rateSince = now()
      next = Math.max(next, now())
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, now() + milliseconds)
    },
  }

  /** Milliseconds until this call's turn, which is then taken. */
  function turn(): number {
    const start = Math.max(now(), pausedUntil)
    if (rate === undefined) return start - now()
    const current = climbed(rate)
    next = Math.max(next, start) + 1000 / current
    return next - 1000 / current - now()
  }

  /** What the server accepted of late. At most halved at once: callers that paused look like a server that takes less. */
  function rateBelow(): number | undefined {
    accepted = recent()
    const measured = (since: number) => (accepted.length / Math.max(now() - since, shortestMeasure)) * 1000
    if (rate === undefined) return accepted[0] === undefined ? undefined : measured(accepted[0])
    const current = climbed(rate)
    if (now() - rateSince < shortestMeasure) return current
    return Math.min(current, Math.max(measured(Math.max(now() - windowMs, rateSince)), current / 2))
  }

  function climbed(from: number): number {
    return from * climbPerSecond ** ((now() - rateSince) / 1000)
  }

  function recent(): number[] {
    const from = Math.max(now() - windowMs, rate === undefined ? 0 : rateSince)
    return accepted.filter((each) => each >= from)
  }
}

/** Rejects with the signal's reason when it aborts. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

import { setTimeout } from 'node:timers/promises'

/** Time, for waiting: a test gives one that does not take any. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Rejects when `signal` aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
}

/** The time at a server, as the header `Date` of its answers tells, to the second: clocks of two machines may be minutes apart. */
export interface ServerClock {
  /** Takes in the header of an answer. */
  note(date: unknown): void
  /** Milliseconds since 1970. This machine's own, as long as the server tells none. */
  now(): number
}

/** Less may be the way of the answer, and the fraction of a second that the header leaves out. */
const noticeable = 2000

export function createServerClock(): ServerClock {
  let ahead = 0
  return {
    note(date) {
      const told = typeof date === 'string' ? Date.parse(date) - Date.now() : Number.NaN
      if (!Number.isNaN(told)) ahead = Math.abs(told) < noticeable ? 0 : told
    },
    now: () => Date.now() + ahead,
  }
}

/** An instant by both clocks: one stands still while the machine sleeps, the other may be set back. */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

export function momentNow(): Moment {
  return { monotonic: performance.now(), wall: Date.now() }
}

/** Milliseconds since then, by the clock that says more. */
export function elapsedSince({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall)
}

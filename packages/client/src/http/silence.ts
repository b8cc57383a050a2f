/** How long a server has answered no call at all. */
export interface Silence {
  /** An answer came, to whichever call. */
  broken(): void
  /** An attempt that began then got no answer. */
  noted(began: number): void
  /** Milliseconds; 0 while it answers. */
  lasting(): number
}

/** `now` is milliseconds that only grow. */
export function createSilence(now: () => number = () => performance.now()): Silence {
  let lastAnswer = Number.NEGATIVE_INFINITY
  let since: number | undefined
  return {
    broken() {
      lastAnswer = now()
      since = undefined
    },
    noted(began) {
      since ??= Math.max(began, lastAnswer)
    },
    lasting: () => (since === undefined ? 0 : now() - since),
  }
}

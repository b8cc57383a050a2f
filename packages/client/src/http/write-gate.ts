/** Stands in front of every request that writes. */
export interface WriteGate {
  /**
   * Asked for each attempt, retries included, right before it goes out. What it throws ends the call. The result is called when the
   * attempt is over: answered and read, or failed.
   */
  enter(signal: AbortSignal): Promise<() => void> | (() => void)
}

export interface Slots {
  /** Resolves to what gives the slot back; first come, first served. Rejects with the signal's reason when it aborts. */
  take(signal: AbortSignal): Promise<() => void>
}

/** At most `count` holders at a time. */
export function createSlots(count: number): Slots {
  const waiting = new Set<() => void>()
  let free = count
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free--
      else await wait(signal)
      let held = true
      return () => {
        if (held) release()
        held = false
      }
    },
  }

  function wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        waiting.delete(go)
        reject(signal.reason)
      }
      waiting.add(go)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  function release(): void {
    const [first] = waiting
    if (first === undefined) free++
    else {
      waiting.delete(first)
      first()
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { WriteGate } from '@mlferry/client'

/** What allows a job to write. */
export interface Proof {
  /** It may have ended. */
  readonly isStale: boolean
  /** undefined: it is proven now. Else resolves once it is proven again, and rejects when it is lost. */
  prove(signal: AbortSignal): Promise<void> | undefined
}

/** Stands in front of all that one end writes: a job that cannot prove its lease writes nothing. */
export class JobGate implements WriteGate {
  #proof: Proof | undefined
  #underWay = 0

  /** undefined: everything passes. */
  guardBy(proof: Proof | undefined): void {
    this.#proof = proof
  }

  /** Whether what was sent a moment ago arrived while the job could be sure to be the only one. */
  get isProven(): boolean {
    return !this.#proof?.isStale
  }

  enter(signal: AbortSignal): (() => void) | Promise<() => void> {
    const proving = this.#proof?.prove(signal)
    // Proven again may be long ago when this goes on.
    return proving ? proving.then(() => this.enter(signal)) : this.#pass()
  }

  /** Resolves when no write is under way and their callers have seen the answers, at the latest after `longest` milliseconds. */
  async idle(longest: number): Promise<void> {
    const deadline = performance.now() + longest
    while (this.#underWay > 0 && performance.now() < deadline) await sleep(20)
    await sleep(20)
  }

  #pass(): () => void {
    this.#underWay++
    let left = false
    return () => {
      if (!left) this.#underWay--
      left = true
    }
  }
}

import type { StoreAnswer } from '@mlferry/core'

/** Counts what a server answered, and how long that took. */
export class AnswerMeter {
  /** Answers, retries included. */
  answers = 0
  #milliseconds = 0

  readonly count = ({ milliseconds }: StoreAnswer): void => {
    this.answers++
    this.#milliseconds += milliseconds
  }

  /** Mean time to an answer; undefined before the first. */
  get meanMilliseconds(): number | undefined {
    return this.answers === 0 ? undefined : this.#milliseconds / this.answers
  }
}

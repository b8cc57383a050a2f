import type { StoreWaiting } from '@mlferry/core'
import type { Waiting } from '../render/waiting-line.ts'

export interface WaitedServerOptions {
  /** Without secrets. */
  readonly server: string
  /** Told of each try once; of undefined when the server answers again. */
  readonly tell: (waiting: Waiting | undefined) => void
}

/** First failures are mostly single ones, and the next try follows at once. */
const firstTold = { silent: 2, answered: 3 }

/** Tells what a job waits for, once for all its calls: many are under way, and each is tried again. */
export class WaitedServer {
  readonly #options: WaitedServerOptions
  /** The highest try that was told since the server answered. */
  #told = 0

  constructor(options: WaitedServerOptions) {
    this.#options = options
  }

  readonly answered = (): void => {
    if (this.#told === 0) return
    this.#told = 0
    this.#options.tell(undefined)
  }

  readonly waits = (event: StoreWaiting): void => {
    if (event.attempt < this.#told) return
    const { server, tell } = this.#options
    if (event.type === 'unanswered') {
      if (this.#told === 0) this.#told = event.attempt
      const nextAt = Date.now() + event.timeout - event.milliseconds
      tell({ server, answers: false, next: `try ${event.attempt} is given up`, nextAt })
      return
    }
    const { attempt, attempts, delay, reason, answered } = event
    if (attempt === this.#told || attempt < (answered ? firstTold.answered : firstTold.silent)) return
    this.#told = attempt
    const next = `try ${attempt + 1} of ${attempts}`
    tell({ server, answers: answered, next, nextAt: Date.now() + delay, reason })
  }
}

import { exitCodes } from '../exit-codes.ts'

/** Of Ctrl-C, of schedulers, of a terminal or connection that is gone, and of Ctrl-\. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** The first signal ends the job cleanly through `signal`, the second stops at once. Disposed: signals mean again what they meant. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController()
  readonly #onFirst: () => void

  constructor(onFirst: () => void) {
    this.#onFirst = onFirst
    for (const name of signals) process.on(name, this.#handle)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  readonly #handle = (): void => {
    if (this.signal.aborted) process.exit(exitCodes.interrupted)
    this.#onFirst()
    this.#controller.abort()
  };

  [Symbol.dispose](): void {
    for (const name of signals) process.off(name, this.#handle)
  }
}

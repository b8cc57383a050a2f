import type { MlflowClient } from '@mlferry/client'
import { JobGate } from './job-gate.ts'

export interface LeasingOptions {
  /** Connects once more: through a client that no end of a job aborts, and whose calls the gate does not hold back. */
  readonly connect: () => Promise<MlflowClient>
  /** Milliseconds that a lease is held without a sign of its holder. Default: 90 s; tests take less. */
  readonly lifetime?: number | undefined
}

/** What the leases of one server's jobs need. */
export class Leasing {
  readonly gate = new JobGate()
  readonly lifetime: number
  readonly #connect: LeasingOptions['connect']
  #client: Promise<MlflowClient> | undefined

  constructor({ connect, lifetime = 90_000 }: LeasingOptions) {
    this.#connect = connect
    this.lifetime = lifetime
  }

  client(): Promise<MlflowClient> {
    this.#client ??= this.#connect()
    return this.#client
  }

  async close(): Promise<void> {
    await (await this.#client)?.close()
  }
}

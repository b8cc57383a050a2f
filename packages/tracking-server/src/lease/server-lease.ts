import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MlflowClient } from '@mlferry/client'
import { type Lease, MlferryError, markFatal } from '@mlferry/core'
import { isForbidden } from '../server/is-forbidden.ts'
import type { LateCreations } from '../server/late-creations.ts'
import type { ServerConnection } from '../server/server-context.ts'
import { warnOf } from '../server/warn-of.ts'
import type { Proof } from './job-gate.ts'
import { withoutLease } from './lease-permission.ts'
import {
  busyError,
  freedLease,
  heldLease,
  holderOf,
  isHeld,
  isHeldBy,
  isLeft,
  readLease,
  writeLease,
} from './lease-tag.ts'
import type { Leasing } from './leasing.ts'
import { elapsedSince, type Moment, momentNow } from './moment.ts'

/** Longer than another job takes from reading the tag to writing it. */
const settling = 300

/** A server that does not let go of the lease by then is not waited for: the lease ends by itself. */
const longestRelease = 5000

/** Calls under way when a lease is found lost are waited for so long, to know what they made. */
const longestAnswer = 30_000

export interface LeaseOptions {
  readonly connection: Omit<ServerConnection, 'leasing'>
  readonly leasing: Leasing
  readonly late: LateCreations
  /** Takes away what calls made that arrived after the lease was lost. */
  readonly withdraw: (signal: AbortSignal) => Promise<void>
}

/** undefined: the server has no place for a lease, its default experiment is deleted. */
export async function openLease(options: LeaseOptions, signal: AbortSignal): Promise<Lease | undefined> {
  const { connection, leasing } = options
  leasing.gate.guardBy(undefined)
  try {
    const before = await readLease({ client: connection.client, signal })
    return before === undefined ? undefined : new ServerLease(before, options)
  } catch (error) {
    if (!isForbidden(error)) throw error
    return { take: async () => warnUnleased(error, connection), release: async () => {} }
  }
}

interface Loss {
  readonly error: MlferryError
  /** The calls that were under way have their answers. */
  readonly told: Promise<void>
}

class ServerLease implements Lease, Proof {
  readonly #before: string
  readonly #options: LeaseOptions
  readonly #job = randomUUID()
  #timer: NodeJS.Timeout | undefined
  #claimed = false
  /** When the request went out whose answer showed that the lease is ours. */
  #provenAt: Moment | undefined
  #proving: Promise<void> | undefined
  #lost: Loss | undefined
  readonly #ending = new AbortController()

  constructor(before: string, options: LeaseOptions) {
    this.#before = before
    this.#options = options
  }

  async take(signal: AbortSignal): Promise<boolean> {
    const { connection, leasing } = this.#options
    const client = await this.#options.leasing.client()
    const began = performance.now()
    const now = (await readLease({ client, signal })) ?? ''
    if (isHeld(now, client.serverTime())) throw busyError(now, { label: connection.label, now: client.serverTime() })
    if (now !== this.#before) return false
    const sent = momentNow()
    const mine = this.#value(client)
    this.#claimed = true
    try {
      await this.#claim(mine, { now, client, signal })
    } catch (error) {
      if (isForbidden(error)) return warnUnleased(error, connection)
      throw error
    }
    await sleep(settling + 2 * (performance.now() - began), undefined, { signal })
    const after = (await readLease({ client, signal })) ?? ''
    if (after !== mine) throw busyError(after, { label: connection.label, now: client.serverTime() })
    this.#provenAt = sent
    if (isLeft(now)) this.#options.late.watchAll()
    this.#timer = setInterval(() => void this.#renew().catch(() => {}), this.#options.leasing.lifetime / 3)
    this.#timer.unref()
    leasing.gate.guardBy(this)
    return true
  }

  async release(): Promise<void> {
    if (!this.#claimed) return
    clearInterval(this.#timer)
    if (!this.#lost) this.#ending.abort()
    await this.#proving?.catch(() => {})
    if (this.#lost) {
      await this.#options.withdraw(AbortSignal.timeout(longestAnswer)).catch(() => {})
      return
    }
    const client = await this.#options.leasing.client()
    this.#options.leasing.gate.guardBy(undefined)
    await this.#free({ client, signal: AbortSignal.timeout(longestRelease) }).catch(() => {})
  }

  get isStale(): boolean {
    // A sixth is left for a request on its way, and for clocks that tell whole seconds.
    return this.#provenAt === undefined || elapsedSince(this.#provenAt) > (this.#options.leasing.lifetime * 5) / 6
  }

  prove(signal: AbortSignal): Promise<void> | undefined {
    if (!this.#lost && !this.isStale) return undefined
    this.#proving ??= this.#proveAgain().finally(() => {
      this.#proving = undefined
    })
    return unlessAborted(this.#proving, signal)
  }

  /** It may have ended: it is taken again if nobody else did, as carefully as the first time. */
  async #proveAgain(): Promise<void> {
    if (this.#lost) await this.#endLost(this.#lost)
    const client = await this.#options.leasing.client()
    const { signal } = this.#ending
    const began = performance.now()
    await this.#expectMine({ client, signal })
    const sent = momentNow()
    const mine = this.#value(client)
    await writeLease(mine, { client, signal })
    await sleep(settling + 2 * (performance.now() - began), undefined, { signal })
    const after = await readLease({ client, signal })
    if (after !== mine) await this.#lose(after)
    this.#provenAt = sent
    this.#options.late.trustAll()
  }

  /** Reads first: whoever took it meanwhile keeps it. */
  async #renew(): Promise<void> {
    const last = this.#provenAt
    if (this.#lost || this.#proving || last === undefined) return
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(this.#options.leasing.lifetime / 3)])
    if (this.isStale) return await this.prove(signal)
    const client = await this.#options.leasing.client()
    await this.#expectMine({ client, signal })
    if (this.isStale) return
    const sent = momentNow()
    const mine = this.#value(client)
    await writeLease(mine, { client, signal })
    // It may have arrived after the end of the lease, and replaced that of another job.
    if (elapsedSince(last) > this.#options.leasing.lifetime) await this.#lose(mine)
    this.#provenAt = sent
  }

  async #expectMine(calling: { readonly client: MlflowClient; readonly signal: AbortSignal }): Promise<void> {
    const now = await readLease(calling)
    if (!isHeldBy(this.#job, now)) await this.#lose(now)
  }

  async #lose(now: string | undefined): Promise<never> {
    const { connection, leasing } = this.#options
    const message = `${connection.label} was taken over by ${holderOf(now ?? '')} while this job stood still or had no connection.`
    const hint = 'Run the same command again when the other job has ended: it goes on where this one stopped.'
    clearInterval(this.#timer)
    this.#lost ??= {
      error: markFatal(new MlferryError('ERR_LEASE_LOST', message, { hint })),
      told: leasing.gate.idle(longestAnswer),
    }
    return await this.#endLost(this.#lost)
  }

  /** The end of the job would cut off the calls that are under way, and their answers tell what is to be withdrawn. */
  async #endLost({ error, told }: Loss): Promise<never> {
    await told
    throw error
  }

  async #free(calling: { readonly client: MlflowClient; readonly signal: AbortSignal }): Promise<void> {
    if (isHeldBy(this.#job, await readLease(calling))) await writeLease(freedLease(this.#job), calling)
  }

  #value(client: MlflowClient): string {
    return heldLease(this.#job, client.serverTime() + this.#options.leasing.lifetime)
  }

  /** Of two jobs that make the tag in the same moment, MLflow refuses one: the other has it. */
  async #claim(
    mine: string,
    { now, ...calling }: { readonly now: string; readonly client: MlflowClient; readonly signal: AbortSignal },
  ): Promise<void> {
    try {
      await writeLease(mine, calling)
    } catch (error) {
      if (((await readLease(calling)) ?? '') === now) throw error
    }
  }
}

/** True: the job goes on. */
function warnUnleased(error: Error, connection: Pick<ServerConnection, 'label' | 'warn'>): true {
  warnOf(withoutLease(error, connection), connection)
  return true
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
}

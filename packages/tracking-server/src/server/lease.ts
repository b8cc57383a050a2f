import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isObjectMissing } from '@mlferry/client'
import { type JsonObject, type Lease, MlferryError, parseJson, stringifyJson } from '@mlferry/core'
import type { ServerContext } from './server-context.ts'
import { tagMap } from './tag-map.ts'

/** On the experiment that every server has: who writes, or who wrote last. */
const leaseTag = 'mlferry.lease'
const experimentId = '0'

const lifetime = 90_000
const renewal = 30_000

/** Longer than another job takes from reading the tag to writing it. */
const settling = 300

/** undefined: the server has no place for a lease, its default experiment is deleted. */
export async function openLease(context: ServerContext, signal: AbortSignal): Promise<Lease | undefined> {
  const before = await readLease(context, signal)
  return before === undefined ? undefined : new ServerLease(before, context)
}

class ServerLease implements Lease {
  readonly #before: string
  readonly #context: ServerContext
  readonly #job = randomUUID()
  #timer: NodeJS.Timeout | undefined

  constructor(before: string, context: ServerContext) {
    this.#before = before
    this.#context = context
  }

  async take(signal: AbortSignal): Promise<boolean> {
    const began = performance.now()
    const now = (await readLease(this.#context, signal)) ?? ''
    // By the server's clock: those of two machines may be minutes apart.
    if (isHeld(now, this.#context.client.serverTime())) throw busy(now, this.#context)
    if (now !== this.#before) return false
    const mine = this.#value()
    await this.#claim(mine, { now, signal })
    await sleep(settling + 2 * (performance.now() - began), undefined, { signal })
    const after = (await readLease(this.#context, signal)) ?? ''
    if (after !== mine) throw busy(after, this.#context)
    this.#timer = setInterval(() => void this.#write(this.#value()).catch(() => {}), renewal)
    this.#timer.unref()
    return true
  }

  async release(): Promise<void> {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    // Not removed: a job that listed while this one wrote has to see that it did.
    await this.#write(stringifyJson({ last: this.#job })).catch(() => {})
  }

  #value(): string {
    return stringifyJson({
      job: this.#job,
      host: hostname(),
      pid: process.pid,
      until: this.#context.client.serverTime() + lifetime,
    })
  }

  /** Of two jobs that make the tag in the same moment, MLflow refuses one: the other has it. */
  async #claim(mine: string, { now, signal }: { readonly now: string; readonly signal: AbortSignal }): Promise<void> {
    try {
      await this.#write(mine, signal)
    } catch (error) {
      if (((await readLease(this.#context, signal)) ?? '') === now) throw error
    }
  }

  async #write(value: string, signal?: AbortSignal): Promise<void> {
    await this.#context.client.experiments.setTag({ experimentId, key: leaseTag, value, ...(signal ? { signal } : {}) })
  }
}

/** Empty: nobody ever wrote. undefined: there is no place for it. */
async function readLease({ client }: ServerContext, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { tags, lifecycle_stage } = await client.experiments.get({ experimentId, signal })
    return lifecycle_stage === 'deleted' ? undefined : (tagMap(tags).get(leaseTag) ?? '')
  } catch (error) {
    if (isObjectMissing(error)) return undefined
    throw error
  }
}

/** By a job that renewed it lately, and that is not known to have ended: on this machine that can be seen. */
function isHeld(value: string, now: number): boolean {
  const { until, host, pid } = parse(value)
  if (typeof until !== 'number' || until < now) return false
  return host !== hostname() || typeof pid !== 'number' || isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function parse(value: string): JsonObject {
  try {
    const json = parseJson(value)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {}
  } catch {
    return {}
  }
}

function busy(value: string, { label, client }: ServerContext): MlferryError {
  const { host, pid, until } = parse(value)
  const seconds = Math.max(0, Math.ceil((Number(until) - client.serverTime()) / 1000))
  const holder = host === undefined ? 'another job' : `process ${Number(pid)} on ${String(host)}`
  return new MlferryError('ERR_TARGET_BUSY', `${label} is being written by ${holder}.`, {
    hint: `Let it finish, or wait for it with --wait. If it is gone, its claim ends in ${Number.isNaN(seconds) ? 90 : seconds} s.`,
  })
}

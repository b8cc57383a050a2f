import { hostname } from 'node:os'
import { isObjectMissing, type MlflowClient } from '@mlferry/client'
import { MlferryError, provenanceTags } from '@mlferry/core'
import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import { tagMap } from '../server/tag-map.ts'

/** On the experiment that every server has: who writes, or who wrote last. */
export const leaseTag = provenanceTags.lease
export const experimentOfLease = '0'
const experimentId = experimentOfLease

interface Calling {
  readonly client: MlflowClient
  readonly signal: AbortSignal
}

/** Empty: nobody ever wrote. undefined: there is no place for it. */
export async function readLease({ client, signal }: Calling): Promise<string | undefined> {
  try {
    const { tags, lifecycle_stage } = await client.experiments.get({ experimentId, signal })
    return lifecycle_stage === 'deleted' ? undefined : (tagMap(tags).get(leaseTag) ?? '')
  } catch (error) {
    if (isObjectMissing(error)) return undefined
    throw error
  }
}

export async function writeLease(value: string, { client, signal }: Calling): Promise<void> {
  await client.experiments.setTag({ experimentId, key: leaseTag, value, signal })
}

/** The tag of a job that writes. `until`: by the server's clock, as those of two machines may be minutes apart. */
export function heldLease(job: string, until: number): string {
  return stringifyJson({ job, host: hostname(), pid: process.pid, until })
}

/** The tag of a job that has ended. It is not removed: a job that listed while this one wrote has to see that it did. */
export function freedLease(job: string): string {
  return stringifyJson({ last: job })
}

/** Held by a job that renewed it lately, and that is not known to have ended: on this machine that can be seen. */
export function isHeld(value: string, now: number): boolean {
  const { until, host, pid } = parse(value)
  if (typeof until !== 'number' || until < now) return false
  return host !== hostname() || typeof pid !== 'number' || isAlive(pid)
}

export function isHeldBy(job: string, value: string | undefined): boolean {
  return parse(value ?? '').job === job
}

/** Its holder never freed it: it was killed, or it stands still and may wake up. */
export function isLeft(value: string): boolean {
  return parse(value).until !== undefined
}

interface Naming {
  readonly label: string
  readonly now: number
}

export function busyError(value: string, { label, now }: Naming): MlferryError {
  const seconds = Math.max(0, Math.ceil((Number(parse(value).until) - now) / 1000))
  return new MlferryError('ERR_TARGET_BUSY', `${label} is being written by ${holderOf(value)}.`, {
    hint: `Let it finish, or wait for it with --wait. If it is gone, its lease ends in ${Number.isNaN(seconds) ? 90 : seconds} s.`,
  })
}

/** Such as `process 12 on lab-3`. */
export function holderOf(value: string): string {
  const { host, pid } = parse(value)
  return host === undefined ? 'another job' : `process ${Number(pid)} on ${String(host)}`
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

import type { HttpSettings } from '../settings/http-settings.ts'
import type { ServerClock } from './server-clock.ts'
import type { Answer } from './transport.ts'

const longestBackOff = 120_000
// A server that asks for more than this is not coming back during a job.
const longestRetryAfter = 600_000

/** Of the jitter, after a first failure. */
const firstShare = 0.1

/**
 * Milliseconds before the next attempt after `failures` failed ones: full jitter, so that callers do not come back together. The first
 * time next to nothing, as MLflow's client does: most failures are single ones, and a job of many calls waits for each.
 */
export function backOffDelay(failures: number, { backoffFactor, backoffJitter }: HttpSettings): number {
  if (failures === 1) return Math.random() * backoffJitter * firstShare
  return Math.random() * Math.min(backoffFactor * 2 ** (failures - 1), longestBackOff) + Math.random() * backoffJitter
}

/** Milliseconds that the server asks to wait; undefined when it does not say, or must not be heard. */
export function retryAfter(
  headers: Answer['headers'],
  { settings, clock }: { readonly settings: HttpSettings; readonly clock: Pick<ServerClock, 'now'> },
): number | undefined {
  const text = headers['retry-after']
  if (typeof text !== 'string' || !settings.respectRetryAfter) return undefined
  const wait = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - clock.now()
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestRetryAfter)
}

import type { HttpSettings } from '../settings/http-settings.ts'
import type { ServerClock } from './server-clock.ts'
import type { Answer } from './transport.ts'

const longestBackOff = 120_000
// A server that asks for more than this is not coming back during a job.
const longestRetryAfter = 600_000

/**
 * Milliseconds before the next attempt after `failures` failed ones: full jitter, so that callers do not come back together. As MLflow's
 * client does, the first time only the jitter: most failures are single ones.
 */
export function backOffDelay(failures: number, settings: HttpSettings): number {
  const most = failures === 1 ? 0 : Math.min(settings.backoffFactor * 2 ** (failures - 1), longestBackOff)
  return Math.random() * most + Math.random() * settings.backoffJitter
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

import type { HttpSettings } from '../settings/http-settings.ts'
import { type SlowestRate, slowestRate } from './steady-bytes.ts'

/** How much a server may send, and how slowly, before a call ends with an error. */
export interface HttpLimits {
  /** Bytes of an answer that is held in memory whole, inflated: MLFERRY_LARGEST_ANSWER_MB, 256 MiB by default. Parsed, it takes some five times as much. */
  readonly answerBytes: number
  /** Bytes of an answer that is handed out while it comes, such as one history: 2 GiB, which are 20 million points. */
  readonly streamBytes: number
  readonly slowest: SlowestRate
}

const streamBytes = 2 * 2 ** 30

export function httpLimits({ timeout, answerBytes }: HttpSettings): HttpLimits {
  const { bytes, milliseconds } = slowestRate
  // A single byte may take as long as the time-out: that alone is never too slow.
  return { answerBytes, streamBytes, slowest: { bytes, milliseconds: Math.max(milliseconds, 2 * timeout) } }
}

import { ConnectionError } from '../errors/connection-error.ts'
import { HttpError } from '../errors/http-error.ts'

export interface Verdict {
  /** How often such a call may be sent again. */
  readonly retries: number
  /** The call must not be repeated and may have been done. */
  readonly lost: boolean
}

export interface Circumstances {
  readonly repeatable: boolean
  readonly maxRetries: number
  readonly faultRetries?: number | undefined
  /** This server answered before. */
  readonly reached: boolean
}

const never: Verdict = { retries: 0, lost: false }

/** What to do after a failed attempt. */
export function judgeFailure(error: unknown, circumstances: Circumstances): Verdict {
  const { repeatable, maxRetries, faultRetries = maxRetries, reached } = circumstances
  const unsure: Verdict = repeatable ? { retries: maxRetries, lost: false } : { retries: 0, lost: true }
  if (error instanceof ConnectionError) {
    if (error.sent) return unsure
    if (!error.passing) return never
    // An address that never answered is more likely wrong than down: do not let the user wait for minutes.
    return { retries: reached ? maxRetries : Math.min(maxRetries, 2), lost: false }
  }
  if (!(error instanceof HttpError)) return never
  const { status, mlflowCode } = error
  // Not done, and the pace is slower from now on: waiting for one's turn is no failure.
  if (status === 429) return { retries: maxRetries * 4, lost: false }
  if (status === 408) return { retries: maxRetries, lost: false }
  if (status < 500 || status === 501 || status === 505) return never
  // MLflow's own INTERNAL_ERROR is mostly about the data, such as a NUL character on PostgreSQL, and comes again.
  if (status === 500 && mlflowCode !== undefined)
    return { retries: repeatable ? Math.min(maxRetries, 2) : 0, lost: false }
  if (status === 500) return { ...unsure, retries: Math.min(unsure.retries, faultRetries) }
  return unsure
}

import { asMlferryError, type MlferryError, redact } from '@mlferry/core'

/** How one object ended. `degraded`: it lost something that others of its kind keep, named in its problems. */
export const outcomes = ['created', 'updated', 'unchanged', 'degraded', 'skipped', 'failed'] as const
export type Outcome = (typeof outcomes)[number]

export type OutcomeCounts = Readonly<Record<Outcome, number>>

export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string
}

export function noOutcomes(): Record<Outcome, number> {
  return { created: 0, updated: 0, unchanged: 0, degraded: 0, skipped: 0, failed: 0 }
}

/** An error as a line of a report: no secrets, with its cause when that says more. */
export function toProblem(error: unknown, code: string, doing: string): Problem {
  const known: MlferryError = asMlferryError(error, code, doing)
  const { message, hint } = known
  return { code: known.code, message: redact(message), ...(hint ? { hint } : {}) }
}

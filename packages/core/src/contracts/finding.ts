import { asMlferryError, isAbort } from '../errors/error-questions.ts'

/** One line of a diagnosis: what was looked at, and what came of it. */
export interface Finding {
  /** A word or two: `credentials`, `clock`. */
  readonly check: string
  /** `warning`: it works, but something is lost or not known. `skipped`: it could not be looked at. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  /** What was found, or what is wrong. Without secrets. */
  readonly found: string
  /** What to do about it. */
  readonly cure?: string
  /** Of the error behind it. */
  readonly code?: string
  /** Address of the model registry, where it is about that and another server has it. Without secrets. Absent: about the store itself. */
  readonly registry?: string
}

/** An error as the finding that it stands for. Throws when it says that the diagnosis itself was stopped. */
export function findingOf(check: string, error: unknown, status: Finding['status'] = 'failed'): Finding {
  if (isAbort(error)) throw error
  const { code, message: found, hint } = asMlferryError(error, 'ERR_CHECK', 'It failed')
  return { check, status, found, code, ...(hint !== undefined && { cure: hint }) }
}

import type { AuthSession } from '../auth/auth-provider.ts'
import type { HttpError } from '../errors/http-error.ts'

/** Calls a session's `refresh` never concurrently, and not for a refusal of credentials that were replaced since. */
export function createRefresher(session: AuthSession): (refused: HttpError, began: number) => Promise<boolean> {
  let running: Promise<boolean> | undefined
  let refreshedAt = Number.NEGATIVE_INFINITY
  return async (refused, began) => {
    if (session.refresh === undefined) return false
    if (began < refreshedAt) return true
    running ??= session.refresh(refused).finally(() => {
      running = undefined
    })
    const better = await running
    if (better) refreshedAt = performance.now()
    return better
  }
}

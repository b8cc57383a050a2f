import { isFatal, markFatal } from '@mlferry/core'
import type { AuthSession } from '../auth/auth-provider.ts'
import { ConnectionError } from './connection-error.ts'
import { HttpError } from './http-error.ts'

/** The error with the code and hint of the session's provider, where it has any. */
export function explained(error: unknown, session: AuthSession): unknown {
  if (!(error instanceof HttpError || error instanceof ConnectionError)) return error
  const explanation = session.explain?.(error)
  if (explanation === undefined) return error
  const { code = error.code, hint, fatal = isFatal(error) } = explanation
  const better = rebuilt(error, { code, hint })
  return fatal ? markFatal(better) : better
}

function rebuilt(error: HttpError | ConnectionError, { code, hint }: { code: string; hint: string }): Error {
  const { message, cause } = error
  if (error instanceof ConnectionError) {
    return new ConnectionError(code, message, { hint, cause, sent: error.sent, passing: error.passing })
  }
  const { status, mlflowCode, method, url } = error
  return new HttpError(code, message, { hint, cause, status, mlflowCode, method, url })
}

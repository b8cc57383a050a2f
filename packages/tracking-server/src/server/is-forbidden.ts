import { isHttpError } from '@mlferry/client'
import { isFatal } from '@mlferry/core'

/** True where the user lacks a permission for this call, and other calls may still be allowed. */
export function isForbidden(error: unknown): error is Error {
  return isHttpError(error) && error.status === 403 && !isFatal(error)
}

import { isMlferryError, MlferryError, redact } from '@mlferry/core'

export interface NoCredentials {
  /** Where the credentials were to come from: `the profile "churn"`. */
  readonly name: string
  readonly hint: string
  readonly cause: unknown
}

export function noCredentials({ name, hint, cause }: NoCredentials): MlferryError {
  if (isMlferryError(cause)) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const message = `No AWS credentials from ${name}: ${redact(text, 300)}`
  return new MlferryError('ERR_NO_CREDENTIALS', message, { hint, cause })
}

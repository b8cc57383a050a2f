import { isMlferryError, MlferryError } from '@mlferry/core'

const code = 'ERR_USAGE'

/** The command was called wrongly: exit code 2. */
export class UsageError extends MlferryError {
  constructor(message: string, hint?: string) {
    super(code, message, { hint })
  }
}

export function isUsageError(error: unknown): boolean {
  return isMlferryError(error) && error.code === code
}

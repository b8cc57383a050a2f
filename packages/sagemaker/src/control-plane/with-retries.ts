import { isMlferryError, MlferryError, redact } from '@mlferry/core'
import type { Clock } from './clock.ts'
import { ControlPlaneError, isExpired, isThrottled } from './control-plane-error.ts'
import type { OperationName } from './operations.ts'

export interface Sending<Output> {
  readonly send: () => Promise<Output>
  /** Asks for new credentials; true: there are others now. */
  readonly renew: () => Promise<boolean>
  readonly host: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onRetry: (reason: string) => void
}

const tries = 5
/** Milliseconds for all of them. */
const longest = 20_000
const firstPause = 500

/**
 * Sends a call until it is answered. Throttles and connections that were never made are tried again whatever the call, and so are lost answers and
 * failures of the service, except for creations: AWS has no token that would make those safe to repeat.
 */
export async function withRetries<Output extends object>(
  operation: OperationName,
  sending: Sending<Output>,
): Promise<Output> {
  const { send, renew, host, clock, signal, onRetry } = sending
  const begun = clock.now()
  let lost = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      signal.throwIfAborted()
      if (lost && showsThatItWasDone(operation, error)) return {} as Output
      if (error instanceof ControlPlaneError && isExpired(error) && (await renew())) continue
      const what = judge(error)
      if (what === 'final') throw error
      if (what === 'unknown' && isCreation(operation)) throw outcomeUnknown(operation, error)
      lost ||= what === 'unknown'
      const pause = Math.random() * Math.min(firstPause * 2 ** attempt, 8_000)
      if (attempt === tries || clock.now() + pause - begun > longest) throw lastError(error, host)
      onRetry(redact(`${operation} is sent again: ${(error as Error).message}`, 300))
      await clock.sleep(pause, signal)
    }
  }
}

/** `unknown`: nobody knows whether the service did it. */
function judge(error: unknown): 'final' | 'again' | 'unknown' {
  if (error instanceof ControlPlaneError) {
    if (isThrottled(error)) return 'again'
    return error.status >= 500 ? 'unknown' : 'final'
  }
  if (isMlferryError(error)) return 'final'
  const { code = '' } = error as NodeJS.ErrnoException
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$|CERT|TLS|SSL/.test(code) ? 'again' : 'unknown'
}

function isCreation(operation: OperationName): boolean {
  return operation === 'CreateMlflowApp' || operation === 'CreateMlflowTrackingServer'
}

/** Of a call whose first answer was lost: the second is refused because the first was done. Whoever waits sees the rest. */
function showsThatItWasDone(operation: OperationName, error: unknown): boolean {
  if (!(error instanceof ControlPlaneError)) return false
  if (/^Delete/.test(operation)) return /^(ResourceNotFound|ConflictException)$/.test(error.awsType)
  return /^(Start|Stop|Update)/.test(operation) && error.awsType === 'ConflictException'
}

function outcomeUnknown(operation: OperationName, cause: unknown): MlferryError {
  const message = `The answer to ${operation} was lost: ${redact((cause as Error).message, 300)}`
  const hint = 'It may have been done: look with mlferry sagemaker list before doing it again.'
  return new MlferryError('ERR_OUTCOME_UNKNOWN', message, { hint, cause })
}

function lastError(error: unknown, host: string): unknown {
  if (isMlferryError(error)) return error
  const hint =
    'Check the network and HTTPS_PROXY, and that SageMaker is offered in this region; SAGEMAKER_ENDPOINT_URL names another address.'
  const message = `${host} cannot be reached: ${redact((error as Error).message, 300)}`
  return new MlferryError('ERR_SERVER_UNREACHABLE', message, { hint, cause: error })
}

import { explainClock, explainCredentials } from '@mlferry/auth-sagemaker'
import { MlferryError, redact } from '@mlferry/core'
import type { OperationName } from './operations.ts'

export interface RefusedCall {
  readonly operation: OperationName
  /** Where the credentials come from. */
  readonly source: string
  readonly region: string
  /** What the call was about: an ARN, a name, or `*`. */
  readonly resource: string
}

/** SageMaker's own API refused a call. `awsType` is AWS's name of the error, such as `ResourceNotFound`: judge by it, not by the status. */
export class ControlPlaneError extends MlferryError {
  override readonly name = 'ControlPlaneError'
  readonly operation: OperationName
  readonly status: number
  readonly awsType: string
  /** In AWS's words. */
  readonly said: string

  constructor(call: RefusedCall, answer: { readonly status: number; readonly text: string }) {
    const { awsType, said } = read(answer.text)
    const { code, hint } = explain(call, awsType, said)
    const message = `${call.operation} of ${call.resource} in ${call.region}: ${[awsType || `status ${answer.status}`, said].filter(Boolean).join(': ')}`
    super(code, message, { hint })
    this.operation = call.operation
    this.status = answer.status
    this.awsType = awsType
    this.said = said
  }
}

/** Whether the call may be sent again later: AWS names the error, the status says nothing. */
export function isThrottled({ awsType, said }: ControlPlaneError): boolean {
  return (
    /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException.*rate/i.test(awsType) ||
    /^Rate exceeded/i.test(said)
  )
}

export function isExpired({ code }: ControlPlaneError): boolean {
  return code === 'ERR_SESSION_EXPIRED'
}

function read(text: string): { awsType: string; said: string } {
  try {
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>
    const awsType = String(body.__type ?? '').replace(/^.*#/, '')
    return { awsType: redact(awsType, 100), said: redact(String(body.message ?? body.Message ?? ''), 500) }
  } catch {
    return { awsType: '', said: redact(text, 200) }
  }
}

interface Explained {
  readonly code: string
  readonly hint?: string | undefined
}

function explain({ operation, source, region, resource }: RefusedCall, awsType: string, said: string): Explained {
  const clock = explainClock(said)
  if (clock) return { code: 'ERR_CLOCK_OFF', hint: clock.hint }
  if (/^(AccessDenied|NotAuthorized)|not authorized to perform/i.test(`${awsType} ${said}`)) {
    const hint = `Allow sagemaker:${operation} on ${resource} to the identity of ${source}.`
    return { code: 'ERR_FORBIDDEN', hint }
  }
  const { code, hint } = explainCredentials(`${awsType} ${said}`, { source, region }) ?? {}
  if (code !== undefined) return { code, hint }
  if (awsType === 'ResourceNotFound' || /NotFound/.test(awsType)) {
    return { code: 'ERR_NOT_FOUND', hint: `See what is there: mlferry sagemaker list --region ${region}` }
  }
  if (awsType === 'ResourceLimitExceeded') {
    const quota = 'Delete what is not needed, or ask AWS for more in the Service Quotas console.'
    return { code: 'ERR_QUOTA_EXCEEDED', hint: quota }
  }
  if (awsType === 'ConflictException') {
    const busy = 'It is being changed, or is not in the right state: wait until it is done, and try again.'
    return { code: 'ERR_SERVER_BUSY', hint: busy }
  }
  if (/Throttl|TooManyRequests|RequestLimit/i.test(awsType))
    return { code: 'ERR_RATE_LIMITED', hint: 'Try again later.' }
  if (/Validation|Serialization|InvalidParameter/.test(awsType)) return { code: 'ERR_REQUEST_REFUSED' }
  return { code: 'ERR_SERVER_FAILED', hint: 'Try again later, or look at the AWS Health Dashboard.' }
}

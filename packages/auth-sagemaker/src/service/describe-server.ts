import { type Finding, isMlferryError, redact } from '@mlferry/core'
import { explainClock } from '../explain/explain-clock.ts'
import { explainCredentials } from '../explain/explain-refusal.ts'
import { controlPlaneAddress } from './aws-address.ts'
import { callAws } from './call-aws.ts'
import type { Asking } from './caller-identity.ts'

export interface Description {
  readonly name: string
  readonly status: string
  /** Of maintenance, where there was any. */
  readonly maintenance: string
  readonly version: string | undefined
  readonly artifactStore: string | undefined
  readonly registersModels: boolean
}

/** The IAM action, which is also the call: `DescribeMlflowApp`. */
export function describeAction({ type }: Asking['arn']): string {
  return type === 'mlflow-app' ? 'DescribeMlflowApp' : 'DescribeMlflowTrackingServer'
}

/** What SageMaker's own API says of the server; a finding in its place where it says nothing. */
export async function describeServer(asking: Asking): Promise<Description | Finding> {
  const { arn, env } = asking
  const isApp = arn.type === 'mlflow-app'
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `SageMaker.${describeAction(arn)}`,
  }
  const body = JSON.stringify(isApp ? { Arn: arn.arn } : { TrackingServerName: arn.id })
  try {
    const endpoint = controlPlaneAddress(arn, env)
    const answer = await callAws({ endpoint, service: 'sagemaker', region: arn.region, headers, body }, asking)
    const said = parse(answer.text)
    return answer.status === 200 ? description(said) : refusal(answer.status, said, asking)
  } catch (error) {
    asking.signal.throwIfAborted()
    const hint = isMlferryError(error) ? error.hint : undefined
    const found = `Not known: SageMaker's own API: ${redact((error as Error).message, 300)}`
    const cure = hint ?? 'Only the status needs it: let its address through, or name it in SAGEMAKER_ENDPOINT_URL.'
    return { check: 'status', status: 'warning', found, cure }
  }
}

type Said = Readonly<Record<string, unknown>>

function description(said: Said): Description {
  const text = (name: string) => (typeof said[name] === 'string' ? redact(said[name], 300) : undefined)
  return {
    name: text('Name') ?? text('TrackingServerName') ?? '',
    status: text('Status') ?? text('TrackingServerStatus') ?? 'unknown',
    maintenance: text('MaintenanceStatus') ?? '',
    version: text('MlflowVersion'),
    artifactStore: text('ArtifactStoreUri'),
    registersModels:
      said.ModelRegistrationMode === 'AutoModelRegistrationEnabled' || said.AutomaticModelRegistration === true,
  }
}

function refusal(status: number, said: Said, asking: Asking): Finding {
  const { arn, source } = asking
  const type = String(said.__type ?? '').replace(/^.*#/, '')
  const message = redact(String(said.message ?? said.Message ?? ''), 300)
  const found = `${describeAction(arn)} answered ${status} ${type}: ${message}`
  if (/scoped to (a valid|correct)/i.test(message)) {
    const cure = `Is ${arn.region} the region of the server? Take its ARN from the console, and look at SAGEMAKER_ENDPOINT_URL.`
    return { check: 'region', status: 'failed', found, cure, code: 'ERR_UNAUTHORIZED' }
  }
  const clock = explainClock(message)
  const { code, hint } = clock ?? explainCredentials(`${type} ${message}`, { source, region: arn.region }) ?? {}
  if (code !== undefined && hint !== undefined) {
    return { check: clock ? 'clock' : 'credentials', status: 'failed', found, cure: hint, code }
  }
  if (/NotFound|does not exist/i.test(`${type} ${message}`)) return missing(asking)
  if (status === 403 || /AccessDenied/.test(type)) {
    const cure = `To see status and automatic model registration, allow sagemaker:${describeAction(arn)} on ${arn.arn} to the identity of ${source}.`
    return { check: 'status', status: 'warning', found, cure, code: 'ERR_FORBIDDEN' }
  }
  return { check: 'status', status: 'warning', found }
}

function missing({ arn: { type, id, region, account } }: Asking): Finding {
  const what = type === 'mlflow-app' ? 'App' : 'tracking server'
  const found = `There is no ${what} ${id} in ${region} in the account ${account}, or not for this identity.`
  const cure = `Take its ARN from: mlferry sagemaker list --region ${region}`
  return { check: 'status', status: 'failed', found, cure, code: 'ERR_NOT_FOUND' }
}

function parse(text: string): Said {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said === 'object' && said !== null) return said as Said
  } catch {}
  return { message: redact(text, 200) }
}

import { type AwsCaller, callAws, controlPlaneAddress, sagemakerIdentity } from '@mlferry/auth-sagemaker'
import type { AwsIdentity, Env } from '@mlferry/aws-identity'
import { MlferryError, redact } from '@mlferry/core'
import { type Clock, systemClock } from './clock.ts'
import { ControlPlaneError } from './control-plane-error.ts'
import type { InputOf, OperationName, OutputOf } from './operations.ts'
import { withRetries } from './with-retries.ts'

export interface ControlPlaneOptions {
  /** Default: what `env` or its profile says. */
  readonly region?: string | undefined
  /** The AWS settings of one end; `process.env` is not read. */
  readonly env: Env
  readonly signal?: AbortSignal
  readonly warn?: (message: string) => void
  /** Told when a call is sent again. */
  readonly onRetry?: (reason: string) => void
  readonly clock?: Clock
}

/** SageMaker's own API in one region, asked by one identity. */
export interface ControlPlane {
  readonly region: string
  readonly partition: string
  /** Where the credentials come from, for people. */
  readonly source: string
  readonly signal: AbortSignal
  readonly clock: Clock
  /** How other services of AWS are asked by the same identity. */
  readonly caller: AwsCaller
  /**
   * Resolves to the answer; it is `{}` where the answer was lost and a later refusal shows that the call had been done. What throttles is
   * tried five times. A creation is sent once: ERR_OUTCOME_UNKNOWN when its answer is lost. Throws ControlPlaneError,
   * ERR_SERVER_UNREACHABLE.
   */
  call<Name extends OperationName>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>>
}

/** Connects nowhere yet. Throws ERR_INVALID_SETTING, ERR_NO_CREDENTIALS, ERR_ASSUME_ROLE. */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const {
    env,
    signal = new AbortController().signal,
    warn = () => {},
    onRetry = () => {},
    clock = systemClock,
  } = options
  const { own, identity } = await sagemakerIdentity({ env, warn, signal })
  const region = checkRegion(options.region ?? own.region)
  const place = { region, partition: partitionOf(region) }
  const endpoint = controlPlaneAddress(place, env)
  await identity.credentials()
  const send = async <Name extends OperationName>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SageMaker.${operation}` }
    const call = { endpoint, service: 'sagemaker', region, headers, body: JSON.stringify(input) }
    const answer = await callAws(call, { env, credentials: identity.credentials, signal })
    if (answer.status === 200) return readAnswer(operation, answer.text)
    throw new ControlPlaneError({ operation, source: identity.source, region, resource: resourceOf(input) }, answer)
  }
  return {
    ...place,
    source: identity.source,
    signal,
    clock,
    caller: { env, credentials: own.credentials, signal },
    call: (operation, input) =>
      withRetries(operation, {
        send: () => send(operation, input),
        renew: renewing(identity),
        host: endpoint.host,
        clock,
        signal,
        onRetry,
      }),
  }
}

const partitions: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'aws-cn'],
  [/^us-gov-/, 'aws-us-gov'],
  [/^us-iso-/, 'aws-iso'],
  [/^us-isob-/, 'aws-iso-b'],
  [/^eu-isoe-/, 'aws-iso-e'],
  [/^us-isof-/, 'aws-iso-f'],
  [/^eusc-/, 'aws-eusc'],
]

/** The partition that a region is in, by its name. */
export function partitionOf(region: string): string {
  return partitions.find(([names]) => names.test(region))?.[1] ?? 'aws'
}

function checkRegion(region: string | undefined): string {
  if (region === undefined) {
    const hint = 'Give --region, such as --region eu-west-1, or set AWS_REGION.'
    throw new MlferryError('ERR_INVALID_SETTING', 'No AWS region is named.', { hint })
  }
  // It becomes part of a host name that credentials are proved to.
  if (/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) return region
  throw new MlferryError('ERR_INVALID_SETTING', `${JSON.stringify(redact(region, 60))} is no AWS region.`, {
    hint: 'It looks like eu-west-1.',
  })
}

function renewing(identity: AwsIdentity): () => Promise<boolean> {
  let renewed = false
  return async () => {
    if (renewed) return false
    renewed = true
    return identity.renew()
  }
}

function readAnswer<Name extends OperationName>(operation: Name, text: string): OutputOf<Name> {
  try {
    const answer: unknown = text === '' ? {} : JSON.parse(text)
    if (typeof answer === 'object' && answer !== null) return answer as OutputOf<Name>
  } catch {}
  throw new MlferryError(
    'ERR_INVALID_ANSWER',
    `The answer to ${operation} cannot be understood: ${redact(text, 100)}`,
    {
      hint: 'Is something between here and AWS that changes answers, or another service at SAGEMAKER_ENDPOINT_URL?',
    },
  )
}

function resourceOf(input: object): string {
  const { Arn, TrackingServerName, Name } = input as { Arn?: string; TrackingServerName?: string; Name?: string }
  return redact(Arn ?? TrackingServerName ?? Name ?? '*', 200)
}

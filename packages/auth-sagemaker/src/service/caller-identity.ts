import type { Finding } from '@mlferry/core'
import { redact } from '@mlferry/core'
import { explainClock } from '../explain/explain-clock.ts'
import { explainCredentials } from '../explain/explain-refusal.ts'
import type { SagemakerArn } from '../sagemaker-arn.ts'
import { stsAddress } from './aws-address.ts'
import { type AwsCaller, callAws } from './call-aws.ts'

export interface Asking extends AwsCaller {
  readonly arn: SagemakerArn
  /** Where the credentials come from. */
  readonly source: string
}

export interface Identity {
  readonly finding: Finding
  /** undefined: not known. */
  readonly account?: string
}

/** Who the credentials belong to, by STS GetCallerIdentity, which needs no permission. */
export async function callerIdentity(asking: Asking): Promise<Identity> {
  const { arn, env, source } = asking
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const body = 'Action=GetCallerIdentity&Version=2011-06-15'
  try {
    const endpoint = stsAddress(arn, env)
    const { status, text } = await callAws({ endpoint, service: 'sts', region: arn.region, headers, body }, asking)
    const [who, account] = [/<Arn>([^<]+)/, /<Account>(\d+)/].map((form) => form.exec(text)?.[1])
    if (status === 200 && who !== undefined && account !== undefined) {
      return { account, finding: { check: 'credentials', status: 'ok', found: `${source}: ${redact(who, 300)}` } }
    }
    const said = redact(/<Message>([^<]+)/.exec(text)?.[1] ?? text, 300)
    const [clock, about] = [explainClock(said), explainCredentials(text, { source, region: arn.region })]
    const { code, hint: cure } = clock ?? about ?? {}
    if (code !== undefined && cure !== undefined) {
      return { finding: { check: clock ? 'clock' : 'credentials', status: 'failed', found: said, cure, code } }
    }
    return unknown(source, `STS answered ${status}: ${said}`)
  } catch (error) {
    asking.signal.throwIfAborted()
    return unknown(source, `STS: ${redact((error as Error).message, 300)}`)
  }
}

/** SageMaker itself may be reached where STS is not. */
function unknown(source: string, why: string): Identity {
  const found = `${source}; whose they are is not known: ${why}`
  const cure = 'Only this line needs STS: let its address through, or name it in AWS_ENDPOINT_URL_STS.'
  return { finding: { check: 'credentials', status: 'warning', found, cure } }
}

import { type AwsAnswer, awsAddress, callAws } from '@mlferry/auth-sagemaker'
import { awsEndpoint } from '@mlferry/aws-identity'
import { type Finding, redact } from '@mlferry/core'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'

const check = 'role'
const code = 'ERR_ROLE_UNFIT'
export const sagemakerService = 'sagemaker.amazonaws.com'

/** Whether the role of an App is there, and trusts SageMaker. Needs `iam:GetRole`. */
export async function checkRole(plane: ControlPlane, role: string): Promise<Finding> {
  const [, partition, name] = /^arn:(aws[a-z-]*):iam::\d{12}:role\/(?:[\w+=,.@/-]+\/)?([\w+=,.@-]+)$/.exec(role) ?? []
  if (name === undefined || partition !== plane.partition) {
    const found = `${redact(role, 300)} is no role of the partition ${plane.partition}.`
    return { check, status: 'failed', found, cure: 'It looks like arn:aws:iam::123456789012:role/name.', code }
  }
  try {
    return judge(name, await getRole(plane, name))
  } catch (error) {
    plane.signal.throwIfAborted()
    return unknown(name, redact((error as Error).message, 300))
  }
}

/** IAM has one address, and signs with the region that it lies in. */
const iamPlaces: Readonly<Record<string, readonly [host: string, region: string]>> = {
  'aws-cn': ['iam.cn-north-1', 'cn-north-1'],
  'aws-us-gov': ['iam.us-gov', 'us-gov-west-1'],
}

function getRole(plane: ControlPlane, name: string): Promise<AwsAnswer> {
  const [host, region] = iamPlaces[plane.partition] ?? ['iam', 'us-east-1']
  const endpoint = awsAddress(host, plane, awsEndpoint(plane.caller.env, 'IAM'))
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const body = `Action=GetRole&Version=2010-05-08&RoleName=${encodeURIComponent(name)}`
  return callAws({ endpoint, service: 'iam', region, headers, body }, plane.caller)
}

function judge(name: string, { status, text }: AwsAnswer): Finding {
  if (/<Code>NoSuchEntity/.test(text)) {
    const cure = 'Make it: mlferry sagemaker policy --for app-role prints its policies.'
    return { check, status: 'failed', found: `There is no role ${name}.`, cure, code }
  }
  const [, said] = /<AssumeRolePolicyDocument>([^<]*)/.exec(text) ?? []
  if (status !== 200 || said === undefined) {
    const [, why = `IAM answered ${status}`] = /<Message>([^<]*)/.exec(text) ?? []
    return unknown(name, redact(why, 300))
  }
  const trusts = trustOf(decodeURIComponent(said))
  if (trusts === 'yes') return { check, status: 'ok', found: `${name} trusts ${sagemakerService}.` }
  if (trusts === 'under conditions') {
    const found = `${name} trusts ${sagemakerService} under conditions, which are not judged here.`
    return { check, status: 'warning', found, cure: 'If the creation fails, look at them first.' }
  }
  const cure = `Allow sts:AssumeRole to the service ${sagemakerService} in its trust policy: mlferry sagemaker policy --for app-role prints one.`
  return { check, status: 'failed', found: `${name} does not trust ${sagemakerService}.`, cure, code }
}

interface Statement {
  readonly Effect?: string
  readonly Principal?: string | { readonly Service?: string | readonly string[] }
  readonly Action?: string | readonly string[]
  readonly Condition?: object
}

/** Whether a trust policy lets SageMaker assume the role. Throws SyntaxError. */
export function trustOf(policy: string): 'yes' | 'under conditions' | 'no' {
  const { Statement: said = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] }
  const allowing = [said].flat().filter((each): each is Statement => isAllowing(each as Statement))
  if (allowing.some(({ Condition }) => Condition === undefined)) return 'yes'
  return allowing.length > 0 ? 'under conditions' : 'no'
}

function isAllowing({ Effect, Principal, Action = [] }: Statement): boolean {
  const services = typeof Principal === 'string' ? [Principal] : [Principal?.Service ?? []].flat()
  const assumes = [Action].flat().some((action) => /^(sts:AssumeRole|sts:\*|\*)$/i.test(String(action)))
  return Effect === 'Allow' && assumes && services.some((service) => service === sagemakerService || service === '*')
}

function unknown(name: string, why: string): Finding {
  const cure = `Check yourself that its trust policy names ${sagemakerService}; iam:GetRole on it lets mlferry look.`
  return { check, status: 'warning', found: `Whether the role ${name} fits is not known: ${why}.`, cure }
}

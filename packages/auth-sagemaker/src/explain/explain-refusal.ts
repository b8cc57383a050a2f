import type { ConnectionError, Explanation, HttpError } from '@mlferry/client'
import type { SagemakerArn } from '../sagemaker-arn.ts'
import { explainClock } from './explain-clock.ts'
import { iamAction } from './iam-action.ts'

export interface Asked {
  readonly arn: SagemakerArn
  /** Where the credentials come from. */
  readonly source: string
}

export interface Asker {
  /** Where the credentials come from. */
  readonly source: string
  readonly region: string
}

/** What an answer of SageMaker's front end, or none, means for somebody who can change it. */
export function explainRefusal(error: HttpError | ConnectionError, asked: Asked): Explanation | undefined {
  if (!('status' in error)) return error.code === 'ERR_SERVER_UNREACHABLE' ? unreachable(asked) : undefined
  const { status, message, mlflowCode } = error
  if (status === 400 || status === 401 || status === 403) {
    const about =
      explainCredentials(message, { source: asked.source, region: asked.arn.region }) ?? explainClock(message)
    if (about) return about
  }
  if (status === 403 && mlflowCode !== 'PERMISSION_DENIED') return notAllowed(error, asked)
  if (isStopped(error, asked)) return stopped(asked)
  return undefined
}

/** What is wrong with the credentials themselves, by the words of any AWS service. */
export function explainCredentials(message: string, { source, region }: Asker): Explanation | undefined {
  if (/token.*expired|ExpiredToken/i.test(message)) {
    const hint = `The session of ${source} has expired: sign in again (aws sso login), or set new keys. The same command goes on.`
    return { code: 'ERR_SESSION_EXPIRED', hint, fatal: true }
  }
  if (/security token.*invalid|InvalidClientTokenId|UnrecognizedClient|MissingAuthenticationToken/i.test(message)) {
    const hint = `AWS does not know the credentials of ${source}, or not in ${region}: check with aws sts get-caller-identity.`
    return { code: 'ERR_UNAUTHORIZED', hint, fatal: true }
  }
  if (/signature we calculated does not match|SignatureDoesNotMatch/i.test(message)) {
    const hint = `The secret key of ${source} is wrong, or something on the way changes requests (a proxy, SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT).`
    return { code: 'ERR_UNAUTHORIZED', hint, fatal: true }
  }
  if (/scoped to (a valid|correct)/i.test(message)) {
    const hint = `Is SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT the address of the region ${region}, and of this kind of server?`
    return { code: 'ERR_UNAUTHORIZED', hint, fatal: true }
  }
  return undefined
}

function notAllowed({ method, url }: HttpError, { arn, source }: Asked): Explanation {
  const action = iamAction(arn.type, { method, path: URL.parse(url)?.pathname ?? url })
  if (action === undefined) {
    return { hint: 'SageMaker tracking servers have no permission for this route, so nobody can use it.' }
  }
  const hint = `Allow ${action} on ${arn.arn} to the identity of ${source}, and check that the ARN is right.`
  return { hint }
}

/** The answer of a server that is not running is not documented: anything that is not MLflow's, and not about permission. */
function isStopped({ status, mlflowCode, message }: HttpError, { arn }: Asked): boolean {
  if (arn.type !== 'mlflow-tracking-server' || mlflowCode !== undefined) return false
  return status === 502 || status === 503 || /stopp(ed|ing)|not (in )?(a )?(running|started|active)/i.test(message)
}

function stopped({ arn }: Asked): Explanation {
  return {
    code: 'ERR_SERVER_STOPPED',
    hint: `The tracking server may be stopped. Start it, which takes minutes: mlferry sagemaker start ${arn.arn}\n  Or add --start-source, which also stops it again.`,
  }
}

function unreachable({ arn }: Asked): Explanation {
  const hint = `Does SageMaker offer MLflow in ${arn.region}? Otherwise check the network, HTTPS_PROXY, and SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT.`
  return { hint }
}

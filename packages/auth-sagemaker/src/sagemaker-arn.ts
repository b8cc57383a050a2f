import { MlferryError, redact } from '@mlferry/core'

export interface SagemakerArn {
  readonly arn: string
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly type: 'mlflow-app' | 'mlflow-tracking-server'
  /** The name of a tracking server, the id of an App. */
  readonly id: string
}

const form = 'arn:aws:sagemaker:REGION:ACCOUNT:mlflow-app/app-… or …:mlflow-tracking-server/NAME'

/** Throws ERR_INVALID_ARN, and says which part is wrong. */
export function parseSagemakerArn(arn: string): SagemakerArn {
  const [scheme, partition = '', service = '', region = '', account = '', resource = '', ...more] = arn.split(':')
  const [type = '', id = '', ...below] = resource.split('/')
  if (scheme !== 'arn') throw invalid(arn, 'it does not begin with arn:')
  if (!/^aws[a-z-]*$/.test(partition)) throw invalid(arn, `${quote(partition)} is no partition such as aws`)
  if (service !== 'sagemaker') throw invalid(arn, `its service is ${quote(service)}, not sagemaker`)
  // The region becomes part of a host name that credentials are proved to.
  if (!/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region))
    throw invalid(arn, `${quote(region)} is no region such as eu-west-1`)
  if (!/^\d{12}$/.test(account)) throw invalid(arn, `${quote(account)} is no account: twelve digits`)
  if (type !== 'mlflow-app' && type !== 'mlflow-tracking-server') {
    throw invalid(arn, `${quote(type)} is neither mlflow-app nor mlflow-tracking-server`)
  }
  if (!/^[\w-]+$/.test(id) || below.length > 0 || more.length > 0) {
    throw invalid(arn, type === 'mlflow-app' ? 'it needs one id, app-…' : 'it needs the name of the server')
  }
  return { arn, partition, region, account, type, id }
}

function quote(text: string): string {
  return JSON.stringify(redact(text, 60))
}

function invalid(arn: string, reason: string): MlferryError {
  const message = `Not the ARN of an MLflow App or tracking server: ${redact(arn, 200)}: ${reason}.`
  return new MlferryError('ERR_INVALID_ARN', message, { hint: `It looks like ${form}.` })
}

import { awsEndpoint } from '@mlferry/aws-identity'
import type { Env } from '@mlferry/client'
import { MlferryError } from '@mlferry/core'
import type { SagemakerArn } from '../sagemaker-arn.ts'

/** Where SageMaker describes its servers: SAGEMAKER_ENDPOINT_URL, as with the Python plugin, or Amazon's own address. */
export function controlPlaneAddress(arn: SagemakerArn, env: Env): URL {
  return address(env.SAGEMAKER_ENDPOINT_URL || awsEndpoint(env, 'SAGEMAKER'), `api.sagemaker.${arn.region}`, arn)
}

export function stsAddress(arn: SagemakerArn, env: Env): URL {
  return address(awsEndpoint(env, 'STS'), `sts.${arn.region}`, arn)
}

function address(given: string | undefined, host: string, { partition }: SagemakerArn): URL {
  const text = given ?? `https://${host}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new MlferryError(
      'ERR_INVALID_SETTING',
      'The endpoint of an AWS service must be an http:// or https:// address.',
      {
        hint: 'Look at SAGEMAKER_ENDPOINT_URL and the variables AWS_ENDPOINT_URL….',
      },
    )
  }
  return url
}

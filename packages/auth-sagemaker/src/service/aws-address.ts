import { awsEndpoint } from '@mlferry/aws-identity'
import type { Env } from '@mlferry/client'
import { MlferryError } from '@mlferry/core'

/** A region, and the partition that it is in. */
export interface AwsPlace {
  readonly region: string
  readonly partition: string
}

/**
 * Where SageMaker describes its servers: SAGEMAKER_ENDPOINT_URL, as with the Python plugin, or Amazon's own address. Throws
 * ERR_INVALID_SETTING.
 */
export function controlPlaneAddress(place: AwsPlace, env: Env): URL {
  return awsAddress(`api.sagemaker.${place.region}`, place, env.SAGEMAKER_ENDPOINT_URL || awsEndpoint(env, 'SAGEMAKER'))
}

export function stsAddress(place: AwsPlace, env: Env): URL {
  return awsAddress(`sts.${place.region}`, place, awsEndpoint(env, 'STS'))
}

/** The address of a service: `given` by the environment, or Amazon's own. Throws ERR_INVALID_SETTING. */
export function awsAddress(host: string, { partition }: Pick<AwsPlace, 'partition'>, given: string | undefined): URL {
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

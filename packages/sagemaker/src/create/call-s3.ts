import { type AwsAnswer, awsAddress, callAws } from '@mlferry/auth-sagemaker'
import { awsEndpoint } from '@mlferry/aws-identity'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'

export interface BucketCall {
  readonly method: 'GET' | 'HEAD'
  readonly bucket: string
  readonly query?: string
}

/** One question about a bucket. Our own because the SDK's client of S3 takes longer to load than to answer. */
export function callS3(plane: ControlPlane, { method, bucket, query }: BucketCall): Promise<AwsAnswer> {
  const { region, caller } = plane
  // Without its slash, so that the path of an endpoint stays.
  const s3 = String(awsAddress(`s3.${region}`, plane, awsEndpoint(caller.env, 'S3'))).replace(/\/$/, '')
  const endpoint = new URL(`${s3}/${bucket}${query === undefined ? '' : `?${query}`}`)
  return callAws({ endpoint, method, service: 's3', region, headers: {}, body: '' }, caller)
}

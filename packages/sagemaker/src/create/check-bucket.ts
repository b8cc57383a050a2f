import type { AwsAnswer } from '@mlferry/auth-sagemaker'
import { type Finding, redact } from '@mlferry/core'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { callS3 } from './call-s3.ts'

const check = 'bucket'
const code = 'ERR_BUCKET_UNFIT'

/** Whether the bucket of a store is there, in the region of the App: others are not supported. Needs `s3:ListBucket` (HeadBucket). */
export async function checkBucket(plane: ControlPlane, store: string): Promise<Finding> {
  const [, bucket] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/|$)/.exec(store) ?? []
  if (bucket === undefined) {
    const found = `${redact(store, 300)} names no bucket.`
    return { check, status: 'failed', found, cure: 'It looks like s3://bucket/prefix.', code }
  }
  try {
    return judge(plane, bucket, await callS3(plane, { method: 'HEAD', bucket }))
  } catch (error) {
    plane.signal.throwIfAborted()
    return unknown(bucket, redact((error as Error).message, 300))
  }
}

function judge({ region }: ControlPlane, bucket: string, { status, headers }: AwsAnswer): Finding {
  // Told whatever the status is, unless there is no such bucket.
  const [ofBucket] = [headers['x-amz-bucket-region']].flat()
  if (status === 404) {
    const cure = `Make it: aws s3 mb s3://${bucket} --region ${region}`
    return { check, status: 'failed', found: `There is no bucket ${bucket}.`, cure, code }
  }
  if (ofBucket !== undefined && ofBucket !== region) {
    const found = `${bucket} is in ${redact(ofBucket, 60)}, the App would be in ${region}.`
    return { check, status: 'failed', found, cure: 'SageMaker needs a bucket in the region of the App.', code }
  }
  if (status === 200) return { check, status: 'ok', found: `${bucket} is there, in ${region}.` }
  if (status === 403)
    return unknown(bucket, `s3:ListBucket on it is not allowed (it is in ${ofBucket ?? 'a region that nobody tells'})`)
  return unknown(bucket, `S3 answered ${status}`)
}

function unknown(bucket: string, why: string): Finding {
  const cure = `Check it yourself: the App does not work without it.`
  return { check, status: 'warning', found: `Whether ${bucket} fits is not known: ${why}.`, cure }
}

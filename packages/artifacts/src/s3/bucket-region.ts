import type { ArtifactRoot } from '@mlferry/core'
import type { S3End } from './s3-end.ts'
import { s3Error } from './s3-error.ts'
import { originOf } from './s3-place.ts'

/** The AWS region of the bucket of a root; undefined for a root that is not in S3, and where the store does not tell. */
export async function bucketRegion(root: ArtifactRoot, signal: AbortSignal): Promise<string | undefined> {
  return await originOf(root)?.region(signal)
}

export async function askRegion(end: S3End, bucket: string, signal: AbortSignal): Promise<string | undefined> {
  const { owner } = end.settings
  const head = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) }
  try {
    const { BucketRegion } = await end.run(bucket, (client) =>
      client.send(new end.sdk.HeadBucketCommand(head), { abortSignal: signal }),
    )
    return BucketRegion
  } catch (error) {
    signal.throwIfAborted()
    throw s3Error(error, { action: 's3:ListBucket', bucket, key: '' })
  }
}

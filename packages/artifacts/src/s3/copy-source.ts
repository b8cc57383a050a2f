import type { ArtifactFile } from '@mlferry/core'
import type { S3Origin } from './s3-place.ts'

export interface CopyOptions {
  readonly origin: S3Origin
  readonly bucket: string
  readonly key: string
  readonly file: ArtifactFile
  readonly signal: AbortSignal
}

export function sourceKey({ origin, file }: CopyOptions): string {
  return origin.prefix + file.path
}

/** Names the object to copy. Input of CopyObject and of UploadPartCopy. */
export function copySource(options: CopyOptions) {
  const { bucket, owner } = options.origin
  return {
    CopySource: `${bucket}/${sourceKey(options).split('/').map(encodeURIComponent).join('/')}`,
    ...(owner !== undefined && { ExpectedSourceBucketOwner: owner }),
  }
}

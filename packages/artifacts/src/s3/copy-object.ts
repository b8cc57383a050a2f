import type { S3Client } from '@aws-sdk/client-s3'
import { type ArtifactFile, wrongSize } from '@mlferry/core'
import { copyParts } from './copy-parts.ts'
import { type CopyOptions, copySource, sourceKey } from './copy-source.ts'
import type { S3End } from './s3-end.ts'
import { isMissing, s3Error, statusOf } from './s3-error.ts'

/** Has S3 copy an object itself. undefined when it refuses that between these two buckets: from then on it is not asked again. */
export async function copyObject(end: S3End, options: CopyOptions): Promise<ArtifactFile | undefined> {
  const { origin, bucket, key, file, signal } = options
  const pair = JSON.stringify([origin.bucket, bucket])
  if (end.refusedPairs.has(pair)) return undefined
  try {
    return await end.run(bucket, async (client, { checksums }) => {
      if ((file.size ?? 0) <= end.limits.whole) await copyWhole(client, end, { ...options, checksums })
      else await copyParts(client, end, options)
      return arrived(client, end, { ...options, checksums })
    })
  } catch (error) {
    signal.throwIfAborted()
    if (isMissing(error))
      throw s3Error(error, { action: 's3:GetObject', bucket: origin.bucket, key: sourceKey(options) })
    if (!isRefusal(error)) throw s3Error(error, { action: 's3:PutObject', bucket, key })
    if (!end.refusedPairs.has(pair)) end.warn(refusal(options, error as Error))
    end.refusedPairs.add(pair)
    return undefined
  }
}

interface Copying extends CopyOptions {
  readonly checksums: boolean
}

async function copyWhole(client: S3Client, { sdk, settings }: S3End, options: Copying): Promise<void> {
  const { owner, uploadArgs } = settings
  await client.send(
    new sdk.CopyObjectCommand({
      ...(options.checksums && { ChecksumAlgorithm: 'SHA256' }),
      // To copy tags takes permissions that nothing else here needs.
      TaggingDirective: 'REPLACE',
      ...(owner !== undefined && { ExpectedBucketOwner: owner }),
      ...uploadArgs,
      ...copySource(options),
      Bucket: options.bucket,
      Key: options.key,
    }),
    { abortSignal: options.signal },
  )
}

/** Looks at what is there now: the object may have changed since it was listed. */
async function arrived(client: S3Client, { sdk, settings }: S3End, options: Copying): Promise<ArtifactFile> {
  const { bucket, key, file, signal, checksums } = options
  const command = new sdk.HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(checksums && { ChecksumMode: 'ENABLED' }),
    ...(settings.owner !== undefined && { ExpectedBucketOwner: settings.owner }),
  })
  const { ContentLength: size = 0, ChecksumSHA256: sha256 } = await client.send(command, { abortSignal: signal })
  if (file.size !== undefined && size !== file.size) throw wrongSize(file, size)
  const whole =
    sha256 !== undefined && !sha256.includes('-') ? Buffer.from(sha256, 'base64').toString('hex') : undefined
  return { path: file.path, size, ...(whole !== undefined && { sha256: whole }) }
}

/** Not allowed, or not known to this store; a fault of the moment is none. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  const passing = [408, 409, 412, 429]
  return status === 501 || (status !== undefined && status >= 400 && status < 500 && !passing.includes(status))
}

function refusal({ origin, bucket }: CopyOptions, { name }: Error): string {
  return `S3 does not copy from ${origin.bucket} to ${bucket} by itself (${name}): these files pass through this machine.`
}

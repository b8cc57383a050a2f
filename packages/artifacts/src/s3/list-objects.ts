import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { ArtifactFile } from '@mlferry/core'
import type { S3End } from './s3-end.ts'
import { s3Error } from './s3-error.ts'
import type { S3Place } from './s3-place.ts'

export interface Listing {
  readonly place: S3Place
  readonly signal: AbortSignal
}

/** Every object below the prefix, a thousand a request, however deep. */
export async function* listObjects(end: S3End, listing: Listing): AsyncGenerator<ArtifactFile> {
  const { prefix } = listing.place
  let token: string | undefined
  do {
    const page = await listPage(end, listing, token)
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      const path = decode(Key).slice(prefix.length)
      // An empty object whose name ends in a slash is how consoles show an empty folder.
      if (path !== '' && !(path.endsWith('/') && Size === 0)) yield { path, size: Size }
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

async function listPage(
  { sdk, run, settings }: S3End,
  { place: { bucket, prefix }, signal }: Listing,
  token: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const command = new sdk.ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    // Keys may hold characters that XML cannot.
    EncodingType: 'url',
    ...(token !== undefined && { ContinuationToken: token }),
    ...(settings.owner !== undefined && { ExpectedBucketOwner: settings.owner }),
  })
  try {
    return await run(bucket, (client) => client.send(command, { abortSignal: signal }))
  } catch (error) {
    signal.throwIfAborted()
    throw s3Error(error, { action: 's3:ListBucket', bucket, key: prefix })
  }
}

function decode(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

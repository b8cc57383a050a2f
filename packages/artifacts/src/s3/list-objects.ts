import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { ArtifactFile } from '@mlferry/core'
import type { ListedFolder, ListedObject, ObjectPage } from '../listed-folder.ts'
import type { S3End } from './s3-end.ts'
import { s3Error } from './s3-error.ts'
import { parseS3Uri, type S3Place } from './s3-place.ts'

export interface Listing {
  readonly place: S3Place
  /** A folder around the place, whose listing serves many. */
  readonly folder?: ListedFolder | undefined
  readonly signal: AbortSignal
}

/** Every object below the prefix, a thousand a request, however deep. */
export async function* listObjects(end: S3End, { place, folder, signal }: Listing): AsyncGenerator<ArtifactFile> {
  const { prefix } = place
  for await (const { key, size } of (await known(end, { place, folder, signal })) ?? listAll(end, place, signal)) {
    const path = key.slice(prefix.length)
    // An empty object whose name ends in a slash is how consoles show an empty folder.
    if (path !== '' && !(path.endsWith('/') && size === 0)) yield { path, size }
  }
}

/** From the listing of the folder around; undefined where that tells nothing of this place. */
async function known(end: S3End, { place, folder, signal }: Listing) {
  if (folder === undefined) return undefined
  const around = parseS3Uri(folder.uri)
  if (around.bucket !== place.bucket || !place.prefix.startsWith(around.prefix)) return undefined
  return folder.objectsBelow(place.prefix, (token) => listPage(end, around, { token, signal }), signal)
}

async function* listAll(end: S3End, place: S3Place, signal: AbortSignal): AsyncGenerator<ListedObject> {
  let token: string | undefined
  do {
    const page = await listPage(end, place, { token, signal })
    yield* page.objects
    token = page.next
  } while (token !== undefined)
}

interface PageOptions {
  readonly token: string | undefined
  readonly signal: AbortSignal
}

async function listPage(
  { sdk, run, settings }: S3End,
  { bucket, prefix }: S3Place,
  { token, signal }: PageOptions,
): Promise<ObjectPage> {
  const command = new sdk.ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    // Keys may hold characters that XML cannot.
    EncodingType: 'url',
    ...(token !== undefined && { ContinuationToken: token }),
    ...(settings.owner !== undefined && { ExpectedBucketOwner: settings.owner }),
  })
  try {
    return pageOf(await run(bucket, (client) => client.send(command, { abortSignal: signal })))
  } catch (error) {
    signal.throwIfAborted()
    throw s3Error(error, { action: 's3:ListBucket', bucket, key: prefix })
  }
}

function pageOf({ Contents = [], IsTruncated, NextContinuationToken }: ListObjectsV2CommandOutput): ObjectPage {
  const objects = Contents.map(({ Key = '', Size = 0 }) => ({ key: decode(Key), size: Size }))
  return { objects, next: IsTruncated ? NextContinuationToken : undefined }
}

function decode(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

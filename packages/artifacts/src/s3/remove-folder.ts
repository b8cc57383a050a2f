import { listObjects } from './list-objects.ts'
import type { S3End } from './s3-end.ts'
import { s3Error } from './s3-error.ts'

interface Folder {
  readonly bucket: string
  /** With a slash at its end. */
  readonly prefix: string
  readonly signal: AbortSignal
}

/** Removes every object below a prefix; in a bucket that keeps versions, these too. */
export async function removeFolder(end: S3End, { bucket, prefix, signal }: Folder): Promise<void> {
  const remove = async (key: string, version?: string) => {
    const command = new end.sdk.DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version, ...ownerOf(end) })
    const action = version === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
    const { DeleteMarker } = await attempt(action, key, () =>
      end.run(bucket, (client) => client.send(command, { abortSignal: signal })),
    )
    return version === undefined && DeleteMarker === true
  }
  let versioned = false
  for await (const { path } of listObjects(end, { place: { bucket, prefix }, signal })) {
    versioned = (await remove(prefix + path)) || versioned
  }
  if (!versioned) return
  const list = new end.sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...ownerOf(end) })
  const { Versions = [], DeleteMarkers = [] } = await attempt('s3:ListBucketVersions', prefix, () =>
    end.run(bucket, (client) => client.send(list, { abortSignal: signal })),
  )
  for (const { Key = '', VersionId } of [...Versions, ...DeleteMarkers]) await remove(Key, VersionId)

  async function attempt<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw s3Error(error, { action, bucket, key })
    }
  }
}

function ownerOf({ settings: { owner } }: S3End): { readonly ExpectedBucketOwner?: string } {
  return owner === undefined ? {} : { ExpectedBucketOwner: owner }
}

import type { CompletedPart, S3Client } from '@aws-sdk/client-s3'
import { type CopyOptions, copySource, sourceKey } from './copy-source.ts'
import type { S3End } from './s3-end.ts'

/** Parts under way at once. */
const partsAtOnce = 4
const mostParts = 10_000

/** Has S3 copy an object that is too large for one CopyObject. */
export async function copyParts(client: S3Client, end: S3End, options: CopyOptions): Promise<void> {
  const { sdk, settings } = end
  const { bucket: Bucket, key: Key, signal } = options
  const send = { abortSignal: signal }
  const owner = settings.owner === undefined ? {} : { ExpectedBucketOwner: settings.owner }
  const target = { Bucket, Key, ...owner }
  const source = await headSource(client, end, options)
  const { UploadId } = await client.send(
    new sdk.CreateMultipartUploadCommand({ ...settings.uploadArgs, ContentType: source.type, ...target }),
    send,
  )
  try {
    const parts = ranges(source.size, end)
    const done: CompletedPart[] = []
    const copyNext = async (): Promise<void> => {
      for (let part = parts.next(); !part.done; part = parts.next()) {
        const { number: PartNumber, range: CopySourceRange } = part.value
        const command = new sdk.UploadPartCopyCommand({
          ...target,
          ...copySource(options),
          UploadId,
          PartNumber,
          CopySourceRange,
          // All parts of one version.
          CopySourceIfMatch: source.etag,
        })
        const { CopyPartResult } = await client.send(command, send)
        done.push({ PartNumber, ETag: CopyPartResult?.ETag })
      }
    }
    await Promise.all(Array.from({ length: partsAtOnce }, copyNext))
    const Parts = done.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0))
    await client.send(new sdk.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }), send)
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {})
    throw error
  }
}

/** With the target's credentials, which need to read it anyway. */
async function headSource(client: S3Client, { sdk }: S3End, options: CopyOptions) {
  const { bucket, owner } = options.origin
  const where = { Bucket: bucket, Key: sourceKey(options), ...(owner !== undefined && { ExpectedBucketOwner: owner }) }
  const {
    ContentLength = 0,
    ETag,
    ContentType,
  } = await client.send(new sdk.HeadObjectCommand(where), {
    abortSignal: options.signal,
  })
  return { size: ContentLength, etag: ETag, type: ContentType }
}

function* ranges(size: number, { limits }: S3End): Generator<{ number: number; range: string }> {
  const length = Math.max(limits.part, Math.ceil(size / mostParts))
  for (let start = 0, number = 1; start < size; start += length, number++) {
    yield { number, range: `bytes=${start}-${Math.min(start + length, size) - 1}` }
  }
}

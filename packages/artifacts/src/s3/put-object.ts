import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { type ArtifactBody, type ArtifactFile, exactBytes, MlferryError } from '@mlferry/core'
import type { S3End } from './s3-end.ts'
import { s3Error } from './s3-error.ts'

export interface PutOptions {
  readonly bucket: string
  readonly key: string
  readonly file: ArtifactFile
  readonly body: ArtifactBody
  readonly signal: AbortSignal
}

/** Parts of one file under way at once: with the part that is filled, memory is three parts a file. */
const partsAtOnce = 2
const mostParts = 10_000

/** Writes an object whole, or in parts that become one at the end; S3 checks the sha256 of each. */
export async function putObject(end: S3End, options: PutOptions): Promise<ArtifactFile> {
  const { bucket, key, file } = options
  const { Upload } = await import('@aws-sdk/lib-storage')
  const { partSize, uploadArgs, owner } = end.settings
  try {
    return await end.run(bucket, async (client, { checksums }) => {
      const counted = countBytes(options)
      const stream = Readable.from(counted.bytes, { objectMode: true, highWaterMark: 1 })
      const upload = new Upload({
        client: endingWith(options.signal, client, end),
        queueSize: partsAtOnce,
        partSize: Math.max(partSize, Math.ceil((file.size ?? 0) / mostParts)),
        params: {
          ...(checksums && { ChecksumAlgorithm: 'SHA256' }),
          ...(owner !== undefined && { ExpectedBucketOwner: owner }),
          ...uploadArgs,
          Bucket: bucket,
          Key: key,
          Body: stream,
        },
      })
      try {
        await upload.done()
      } finally {
        stream.destroy()
      }
      return { path: file.path, ...counted.result() }
    })
  } catch (error) {
    options.signal.throwIfAborted()
    throw s3Error(error, { action: 's3:PutObject', bucket, key })
  }
}

/** The client, with every call ended by the signal but the one that removes the parts of an upload that failed. */
function endingWith(abortSignal: AbortSignal, client: S3Client, { sdk }: S3End): S3Client {
  const send = (command: Parameters<S3Client['send']>[0]) =>
    client.send(command, command instanceof sdk.AbortMultipartUploadCommand ? {} : { abortSignal })
  return Object.create(client, { send: { value: send } })
}

interface Counted {
  readonly bytes: AsyncIterable<Uint8Array>
  result(): { readonly size: number; readonly sha256: string }
}

/** Fails before the object exists when it would not be what was listed. */
export function countBytes({ file, body, signal }: Pick<PutOptions, 'file' | 'body' | 'signal'>): Counted {
  const hash = createHash('sha256')
  let size = 0
  let sha256 = ''
  return { bytes: bytes(), result: () => ({ size, sha256 }) }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of exactBytes(body(0), file)) {
      signal.throwIfAborted()
      size += chunk.length
      hash.update(chunk)
      yield chunk
    }
    sha256 = hash.digest('hex')
    if (file.sha256 === undefined || file.sha256 === sha256) return
    throw new MlferryError('ERR_CHECKSUM', `${file.path}: expected sha256 ${file.sha256}, ${sha256} arrived`)
  }
}

import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { type SlowestRate, slowestRate, steadyBytes } from '@mlferry/client'
import { isMlferryError, MlferryError } from '@mlferry/core'
import { type DigestedAnswer, type KnownDigest, knownDigest } from './known-digest.ts'
import type { S3End } from './s3-end.ts'
import { s3Error, statusOf } from './s3-error.ts'
import type { S3Settings } from './s3-settings.ts'

export interface ReadOptions {
  readonly bucket: string
  readonly key: string
  readonly start: number
  readonly signal: AbortSignal
}

const mostFailures = 7

/** What is read of an answer. */
export type ObjectAnswer = DigestedAnswer & { readonly Body: Readable }

export interface ResumingOptions extends ReadOptions {
  /** The bytes from a place on, of the version with that ETag; undefined: that place is the end of the object. */
  readonly get: (at: number, etag: string | undefined) => Promise<ObjectAnswer | undefined>
  readonly settings: S3Settings
  /** Default: the client's. */
  readonly slowest?: SlowestRate
}

export function readObject(end: S3End, options: ReadOptions): AsyncGenerator<Uint8Array> {
  const read: ResumingOptions['get'] = async (start, etag) => {
    const answer = await get(end, { ...options, start }, etag)
    return answer && { ...answer, Body: answer.Body as Readable }
  }
  return readResuming({ ...options, get: read, settings: end.settings })
}

/**
 * The bytes of an object from `start` on; goes on after a cut, at the same version of it. Read from its beginning, it is checked
 * against the checksum that S3 keeps of it.
 */
export async function* readResuming(options: ResumingOptions): AsyncGenerator<Uint8Array> {
  const { start, key, signal, settings, slowest = slowestRate } = options
  const tooSlow = () => slowError(options, slowest)
  let at = start
  let etag: string | undefined
  let digest: KnownDigest | undefined
  for (let failures = 0; ; ) {
    const from = at
    const answer = await options.get(at, etag)
    if (answer === undefined) return
    etag ??= answer.ETag
    if (start === 0) digest ??= knownDigest(answer, settings)
    try {
      for await (const chunk of steadyBytes(answer.Body, slowest, tooSlow)) {
        signal.throwIfAborted()
        digest?.update(chunk)
        at += chunk.length
        yield chunk
      }
      digest?.check(key)
      return
    } catch (error) {
      signal.throwIfAborted()
      if (!isCut(error)) throw error
      failures = at - from >= slowest.bytes ? 1 : failures + 1
      if (failures > mostFailures) throw s3Error(error, { action: 's3:GetObject', ...options })
      await sleep(Math.random() * 250 * 2 ** failures, undefined, { signal })
    } finally {
      answer.Body.destroy()
    }
  }
}

/** undefined: `start` is the end of the object. */
async function get(
  { sdk, run, settings }: S3End,
  { bucket, key, start, signal }: ReadOptions,
  etag: string | undefined,
): Promise<GetObjectCommandOutput | undefined> {
  const command = new sdk.GetObjectCommand({
    Bucket: bucket,
    Key: key,
    // An empty object has no byte 0 to begin at.
    ...(start > 0 && { Range: `bytes=${start}-` }),
    ...(etag !== undefined && { IfMatch: etag }),
    ...(settings.owner !== undefined && { ExpectedBucketOwner: settings.owner }),
  })
  try {
    return await run(bucket, (client) => client.send(command, { abortSignal: signal }))
  } catch (error) {
    signal.throwIfAborted()
    if (statusOf(error) === 416) return undefined
    if (statusOf(error) === 412) throw changedMeanwhile({ bucket, key })
    throw s3Error(error, { action: 's3:GetObject', bucket, key })
  }
}

export function changedMeanwhile({ bucket, key }: Pick<ReadOptions, 'bucket' | 'key'>): MlferryError {
  return new MlferryError('ERR_ANSWER_CHANGED', `s3://${bucket}/${key} changed while it was read`, {
    hint: 'Somebody wrote to it at the same time. Try again.',
  })
}

function slowError({ bucket, key }: ReadOptions, { bytes, milliseconds }: SlowestRate): MlferryError {
  const message = `s3://${bucket}/${key}: fewer than ${bytes} bytes in ${milliseconds / 1000} s of waiting for them`
  return new MlferryError('ERR_ANSWER_TOO_SLOW', message, { hint: 'Run the same command again to go on.' })
}

/** A connection that ended too soon, or brings next to nothing. */
function isCut(error: unknown): boolean {
  const { code = '', name } = error as Error & { code?: string }
  return (
    (isMlferryError(error) && code === 'ERR_ANSWER_TOO_SLOW') ||
    name === 'TimeoutError' ||
    /^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP_CONTENT_LENGTH_MISMATCH)$/.test(code)
  )
}

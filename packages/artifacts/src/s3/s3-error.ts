import { isMlferryError, MlferryError, redact } from '@mlferry/core'

/** What was attempted, for messages. */
export interface S3Attempt {
  /** The IAM action, `s3:PutObject`. */
  readonly action: string
  readonly bucket: string
  readonly key: string
}

interface SdkError extends Error {
  readonly Code?: string
  readonly Region?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode
}

export function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes((error as Error).name)
}

/** Where S3 says that the bucket lies, when it refuses for that reason. */
export function regionIn(error: unknown): string | undefined {
  const { $response, Region, name } = error as SdkError
  const status = statusOf(error)
  const elsewhere = status === 301 || status === 307 || /AuthorizationHeaderMalformed|IllegalLocation/.test(name)
  return elsewhere ? ($response?.headers?.['x-amz-bucket-region'] ?? Region) : undefined
}

export function isExpired(error: unknown): boolean {
  return /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|InvalidToken)$/.test((error as Error).name)
}

/**
 * A store that does not know the headers, or the way of sending, that checksums of S3 need: Backblaze B2 (400 "Unsupported header
 * 'x-amz-checksum-crc32' …"), older R2 (501 "Header 'x-amz-checksum-crc32' … not implemented"), Ceph (400 without a word, or another
 * sha256 than it counts), gateways that want a length (411).
 */
export function refusesChecksums(error: unknown): boolean {
  const { name, message } = error as Error
  const status = statusOf(error)
  if (status === undefined || status < 400) return false
  if (/x-amz-(sdk-)?checksum|x-amz-trailer|-PAYLOAD-TRAILER/i.test(message)) return true
  if (/^(XAmzContentSHA256Mismatch|MissingContentLength)$/.test(name)) return true
  return status === 501 || (name === 'InvalidArgument' && /^(UnknownError)?$/.test(message))
}

export function isDenied(error: unknown): boolean {
  return statusOf(error) === 403
}

/** An error of the SDK as one of ours: what was refused, and what to allow. */
export function s3Error(error: unknown, { action, bucket, key }: S3Attempt): unknown {
  if (isMlferryError(error) || !(error instanceof Error) || error.name === 'AbortError') return error
  const place = redact(`s3://${bucket}/${key}`, 300)
  // The SDK's own text goes on for lines when the answer was no XML.
  const said = redact(`${statusOf(error) ?? ''} ${error.name}: ${error.message.split('\n')[0]}`.trim(), 300)
  const wrapped = (code: string, hint?: string) =>
    new MlferryError(code, `${action} ${place}: ${said}`, { hint, cause: error })
  if (isMissing(error)) return new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact at ${place}`, { cause: error })
  if (error.name === 'NoSuchBucket') {
    return wrapped('ERR_BUCKET_NOT_FOUND', `Does the bucket ${bucket} exist at this endpoint (MLFLOW_S3_ENDPOINT_URL)?`)
  }
  if (isExpired(error))
    return wrapped('ERR_SESSION_EXPIRED', 'Sign in to AWS again (aws sso login): the same command goes on.')
  if (/InvalidAccessKeyId|SignatureDoesNotMatch/.test(error.name)) {
    return wrapped('ERR_UNAUTHORIZED', 'Are these the credentials of this S3 (AWS_PROFILE, AWS_ACCESS_KEY_ID)?')
  }
  if (error.name === 'RequestTimeTooSkewed') return wrapped('ERR_CLOCK_OFF', 'Set the clock of this machine (NTP).')
  if (isDenied(error)) return wrapped('ERR_ARTIFACTS_FORBIDDEN', allow({ action, bucket, key }))
  if (statusOf(error) !== undefined) return wrapped('ERR_S3')
  return wrapped('ERR_S3', 'Check MLFLOW_S3_ENDPOINT_URL, the network, HTTPS_PROXY and AWS_CA_BUNDLE.')
}

function allow({ action, bucket, key }: S3Attempt): string {
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  const resource = action === 's3:ListBucket' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${folder}*`
  return `Allow ${action} on ${resource}, in the identity's policy and the bucket's, and the use of the bucket's KMS key if it has one.`
}

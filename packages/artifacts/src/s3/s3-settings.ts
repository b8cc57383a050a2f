import { awsEndpoint } from '@mlferry/aws-identity'
import type { Env } from '@mlferry/client'
import { MlferryError } from '@mlferry/core'

/** What the environment of an end says of S3. */
export interface S3Settings {
  readonly endpoint: string | undefined
  readonly forcePathStyle: boolean
  readonly insecure: boolean
  /** Members of a PutObject request, such as ServerSideEncryption and ACL. */
  readonly uploadArgs: Readonly<Record<string, unknown>>
  readonly owner: string | undefined
  readonly partSize: number
  /** False: only where S3 demands checksums; for stores that do not know them. */
  readonly checksums: boolean
  /** Milliseconds without a byte. */
  readonly timeout: number
}

const smallestPart = 5 * 2 ** 20

/** The variables of MLflow and of the AWS SDKs. Throws ERR_INVALID_SETTING. */
export function readS3Settings(env: Env): S3Settings {
  const endpoint = env.MLFLOW_S3_ENDPOINT_URL || awsEndpoint(env, 'S3')
  return {
    endpoint,
    forcePathStyle: pathStyle(env, endpoint),
    insecure: /^(true|1)$/i.test(env.MLFLOW_S3_IGNORE_TLS ?? ''),
    uploadArgs: uploadArgs(env.MLFLOW_S3_UPLOAD_EXTRA_ARGS),
    owner: env.MLFLOW_S3_EXPECTED_BUCKET_OWNER || undefined,
    partSize: number(env, 'MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE', { otherwise: 8 * 2 ** 20, min: smallestPart }),
    checksums: env.AWS_REQUEST_CHECKSUM_CALCULATION?.toLowerCase() !== 'when_required',
    timeout: number(env, 'MLFLOW_HTTP_REQUEST_TIMEOUT', { otherwise: 120, min: 0.05 }) * 1000,
  }
}

/** As boto3: `auto` is the path style wherever an endpoint is named. */
function pathStyle(env: Env, endpoint: string | undefined): boolean {
  const style = env.MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE || 'auto'
  if (!['auto', 'path', 'virtual'].includes(style)) {
    throw new MlferryError('ERR_INVALID_SETTING', 'MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE must be auto, path or virtual.')
  }
  return style === 'path' || (style === 'auto' && endpoint !== undefined)
}

function uploadArgs(text: string | undefined): Readonly<Record<string, unknown>> {
  if (!text) return {}
  try {
    const args: unknown = JSON.parse(text)
    if (typeof args === 'object' && args !== null && !Array.isArray(args)) return args as Record<string, unknown>
  } catch {}
  throw new MlferryError('ERR_INVALID_SETTING', 'MLFLOW_S3_UPLOAD_EXTRA_ARGS must be a JSON object.', {
    hint: 'It looks like {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "…"}.',
  })
}

function number(env: Env, name: string, { otherwise, min }: { otherwise: number; min: number }): number {
  const text = env[name]
  if (!text) return otherwise
  const value = Number(text)
  if (value >= min) return value
  throw new MlferryError('ERR_INVALID_SETTING', `${name} must be a number from ${min} on.`)
}

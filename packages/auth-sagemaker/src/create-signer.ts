import { createHash } from 'node:crypto'
import type { AuthSession, AwsCredentials, OutgoingBody, OutgoingRequest } from '@mlferry/client'
import aws4 from 'aws4'
import type { SagemakerArn } from './sagemaker-arn.ts'
import type { Service } from './service-of.ts'

export interface SignerOptions {
  readonly arn: SagemakerArn
  readonly service: Service
  readonly credentials: () => Promise<AwsCredentials>
}

/** Signs with SigV4: the host, the path, the query, the type and hash of the body, and the header that names the server. */
export function createSigner({ arn, service, credentials }: SignerOptions): AuthSession['sign'] {
  return async (request) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials()
    const { headers = {} } = aws4.sign(
      {
        method: request.method,
        host: request.url.host,
        path: request.url.pathname + request.url.search,
        service: service.signingName,
        region: arn.region,
        headers: {
          // aws4 would write Host into the headers to send, where the client adds its own.
          host: request.url.host,
          ...signedHeaders(request),
          [service.arnHeader]: arn.arn,
          'x-amz-content-sha256': hashOf(request.body),
          'x-amz-date': new Date().toISOString().replace(/[:-]|\.\d{3}/g, ''),
          ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
        },
      },
      { accessKeyId, secretAccessKey },
    )
    const { host: _, 'content-type': __, Authorization: authorization, ...rest } = headers
    return lowerCased({ ...rest, authorization })
  }
}

/** What a proxy on the way may change, such as `accept-encoding` and `connection`, is not signed. */
function signedHeaders({ headers }: OutgoingRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith('x-mlflow-')),
  )
}

function hashOf(body: OutgoingBody): string {
  // The service may refuse this one; but a stream can only be sent once, so nobody can hash it first.
  if (body.type === 'stream') return body.sha256 ?? 'UNSIGNED-PAYLOAD'
  return createHash('sha256')
    .update(body.type === 'bytes' ? body.bytes : '')
    .digest('hex')
}

function lowerCased(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

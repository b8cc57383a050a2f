import { isObjectMissing } from '@mlferry/client'
import { MlferryError } from '@mlferry/core'
import { changedMeanwhile, type ObjectAnswer, readResuming } from '../s3/read-object.ts'
import { isNotOffered, notOffered } from './presigned-transfers.ts'
import { type SignedAnswer, sendSigned, signedRefusal } from './send-signed.ts'
import type { SignedPlace } from './signed-place.ts'

export interface SignedGet {
  readonly runId: string
  readonly path: string
  readonly start: number
  readonly signal: AbortSignal
}

/** The bytes from `start` on; goes on after a cut, with a fresh address and at the same version of the file. */
export function getSigned(
  { client, place: { bucket, prefix }, end }: SignedPlace,
  { runId, path, start, signal }: SignedGet,
): AsyncGenerator<Uint8Array> {
  const what = `Download of ${path}`
  const object = { bucket, key: prefix + path }
  return readResuming({ ...object, start, signal, get, settings: end.settings })

  async function get(at: number, etag: string | undefined): Promise<ObjectAnswer | undefined> {
    const headers = { ...(at > 0 && { range: `bytes=${at}-` }), ...(etag !== undefined && { 'if-match': etag }) }
    const answer = await sendSigned({
      address: () => client.artifacts.presignDownload({ runId, path, signal }).catch(explain),
      request: () => ({ method: 'GET', headers }),
      end,
      signal,
      what,
    })
    if (answer.status < 300) return objectOf(answer)
    if (answer.status === 416) return undefined
    if (answer.status === 412) throw changedMeanwhile(object)
    throw await signedRefusal(answer, what)
  }

  function explain(cause: unknown): never {
    if (isNotOffered(cause)) throw notOffered('download', client.baseUrl, cause)
    if (!isObjectMissing(cause)) throw cause
    throw new MlferryError('ERR_ARTIFACT_NOT_FOUND', `No artifact ${path} of run ${runId}`, { cause })
  }
}

function objectOf({ headers, body }: SignedAnswer): ObjectAnswer {
  const header = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]))
  return {
    Body: body,
    ETag: header('etag'),
    ChecksumSHA256: header('x-amz-checksum-sha256'),
    ServerSideEncryption: header('x-amz-server-side-encryption') as ObjectAnswer['ServerSideEncryption'],
    SSECustomerAlgorithm: header('x-amz-server-side-encryption-customer-algorithm'),
  }
}

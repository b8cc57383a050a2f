import { Readable } from 'node:stream'
import { isHttpError } from '@mlferry/client'
import { type ArtifactFile, MlferryError, safePath } from '@mlferry/core'
import { countBytes, type PutOptions } from '../s3/put-object.ts'
import { isNotOffered, notOffered } from './presigned-transfers.ts'
import { sendSigned, signedRefusal } from './send-signed.ts'
import type { SignedPlace } from './signed-place.ts'

/** What S3 takes in one request. */
const largest = 5 * 2 ** 30

export async function putSigned(
  { owner, client, end }: SignedPlace,
  { file, body, signal }: Pick<PutOptions, 'file' | 'body' | 'signal'>,
): Promise<ArtifactFile> {
  const { path, size } = file
  const what = `Upload of ${path}`
  safePath('/', path, 'linux')
  if (size === undefined) throw new MlferryError('ERR_ARTIFACT_SIZE', `The size of artifact ${path} is not known.`)
  if (size > largest) throw new MlferryError('ERR_S3', `${what}: S3 takes no more than 5 GiB at a signed address.`)
  let counted = countBytes({ file, body, signal })
  const answer = await sendSigned({
    address: () => client.artifacts.presignUpload({ ...owner, path, signal }).catch(explain),
    request() {
      counted = countBytes({ file, body, signal })
      const bytes = Readable.from(counted.bytes, { objectMode: false, highWaterMark: 256 * 1024 })
      return { method: 'PUT', headers: { 'content-length': String(size) }, body: bytes }
    },
    end,
    signal,
    what,
  })
  if (answer.status >= 300) throw await signedRefusal(answer, what)
  answer.body.resume()
  return { path, ...counted.result() }

  function explain(error: unknown): never {
    if (isNotOffered(error)) throw notOffered('upload', client.baseUrl, error)
    if (owner.runId !== undefined || !isHttpError(error) || error.status !== 400) throw error
    const message = `${client.baseUrl.host} signs no upload for a logged model: ${error.message}`
    throw new MlferryError('ERR_PRESIGNED_NOT_OFFERED', message, { hint: 'Newer versions of MLflow do.', cause: error })
  }
}

import { type ArtifactRoot, MlferryError } from '@mlferry/core'
import { listTree } from '../list-tree.ts'
import { getSigned } from './get-signed.ts'
import type { PresignedTransfers } from './presigned-transfers.ts'
import { putSigned } from './put-signed.ts'
import type { SignedPlace } from './signed-place.ts'

/**
 * The files of a run or a logged model by addresses that the tracking server signs, in the ways that are asked for; `direct` is the
 * same place with the end's own permissions.
 */
export function presignedRoot(
  direct: ArtifactRoot,
  { upload, download, ...signed }: SignedPlace & PresignedTransfers,
): ArtifactRoot {
  // For its own copies S3 would want this end's permissions.
  const { copyFrom: _, ...root } = direct
  if (upload) root.put = (file, body, signal) => putSigned(signed, { file, body, signal })
  if (!download) return root
  const { owner, client } = signed
  const { runId } = owner
  if (runId === undefined) throw signsRunsOnly()
  return {
    ...root,
    list: (signal) =>
      listTree((path) => Array.fromAsync(client.artifacts.list({ runId, ...(path && { path }), signal }))),
    open: (path, { start }, signal) => getSigned(signed, { runId, path, start, signal }),
  }
}

function signsRunsOnly(): MlferryError {
  return new MlferryError('ERR_PRESIGNED_NOT_OFFERED', 'MLflow signs downloads of runs only, not of logged models.', {
    hint: 'Without SAGEMAKER_PRESIGNED_URL_DOWNLOAD_ENABLED, files use your own permissions at S3.',
  })
}

import type { MlflowClient } from '@mlferry/client'
import type { ArtifactProvider } from '../artifact-provider.ts'
import { presignedRoot } from '../presigned/presigned-root.ts'
import { presignedTransfers } from '../presigned/presigned-transfers.ts'
import { type CopyLimits, openS3End, type S3End } from './s3-end.ts'
import { parseS3Uri } from './s3-place.ts'
import { s3Root } from './s3-root.ts'

/** `s3:` URIs: straight to the bucket, with the credentials and S3 settings of the end. */
export const s3Artifacts: ArtifactProvider = createS3Artifacts()

/** `limits` is for tests: no store for tests takes objects of 5 GiB. */
export function createS3Artifacts(limits?: CopyLimits): ArtifactProvider {
  // One set of connections, and one memory of what was refused, for all roots of an end.
  const ends = new WeakMap<MlflowClient, Promise<S3End>>()
  return {
    name: 's3',
    handles: (uri) => uri.startsWith('s3:'),
    async open(uri, { client, folder, runId, modelId, env = process.env, warn = () => {} }) {
      const place = parseS3Uri(uri)
      const opened = ends.get(client) ?? openS3End({ identity: client.aws, env, warn, limits })
      ends.set(client, opened)
      const end = await opened
      const root = s3Root({ uri, place, folder, end })
      const transfers = presignedTransfers(env)
      const owner = runId === undefined ? modelId && { modelId } : { runId }
      if (!owner || (!transfers.upload && !transfers.download)) return root
      return presignedRoot(root, { ...transfers, owner, place, client, end })
    },
  }
}

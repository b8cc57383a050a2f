import type { Env } from '@mlferry/client'
import { type ArtifactRoot, folderArtifactRoot, MlferryError, redact } from '@mlferry/core'
import { localFolder } from './file/local-folder.ts'
import { openS3End, type S3End } from './s3/s3-end.ts'
import { parseS3Uri } from './s3/s3-place.ts'
import { s3Root } from './s3/s3-root.ts'

export interface EndOfArtifacts {
  /** The settings of the end. */
  readonly env: Env
  /** Tells the user of something that is no error. */
  readonly warn: (message: string) => void
}

/**
 * Opens artifact roots for a store that is no tracking server: folders of this machine, and buckets with the AWS settings of the end.
 * Throws ERR_ARTIFACTS_UNSUPPORTED for anything else, ERR_ARTIFACTS_RELATIVE for a path that is not absolute.
 */
export function artifactsOfEnd(end: EndOfArtifacts): (uri: string) => Promise<ArtifactRoot> {
  // One set of connections for all roots of an end.
  let s3: Promise<S3End> | undefined
  return async (uri) => {
    if (uri.startsWith('s3:')) {
      s3 ??= openS3End({ ...end, identity: undefined })
      return s3Root({ uri, place: parseS3Uri(uri), end: await s3 })
    }
    const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(uri)?.[0] ?? 'file:'
    if (scheme !== 'file:') {
      throw new MlferryError('ERR_ARTIFACTS_UNSUPPORTED', `Artifacts at ${redact(uri)}: no provider opens ${scheme}`)
    }
    const folder = localFolder(uri)
    if (folder !== undefined) return folderArtifactRoot(folder)
    throw new MlferryError('ERR_ARTIFACTS_RELATIVE', `Artifacts at ${redact(uri, 500)}: the path is not absolute.`)
  }
}

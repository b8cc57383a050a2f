import { type ArtifactRoot, redact, safePath } from '@mlferry/core'
import type { ListedFolder } from '../listed-folder.ts'
import { askRegion } from './bucket-region.ts'
import { copyObject } from './copy-object.ts'
import { listObjects } from './list-objects.ts'
import { putObject } from './put-object.ts'
import { readObject } from './read-object.ts'
import { removeFolder } from './remove-folder.ts'
import type { S3End } from './s3-end.ts'
import { originOf, type S3Place, withOrigin } from './s3-place.ts'

export interface S3RootOptions {
  readonly uri: string
  readonly place: S3Place
  readonly folder?: ListedFolder | undefined
  readonly end: S3End
}

/** Artifacts in a bucket. It knows the sha256 of what it wrote; a listing of S3 tells none. */
export function s3Root({ uri, place, folder, end }: S3RootOptions): ArtifactRoot {
  const { bucket, prefix } = place
  const { endpoint, owner } = end.settings
  const root: ArtifactRoot = {
    uri: redact(uri),
    list: (signal) => listObjects(end, { place, folder, signal }),
    open: (path, { start }, signal) => readObject(end, { bucket, key: prefix + path, start, signal }),
    async put(file, body, signal) {
      refuseUnsafe(file.path)
      return putObject(end, { bucket, key: prefix + file.path, file, body, signal })
    },
    async copyFrom(from, file, signal) {
      const origin = originOf(from)
      if (origin === undefined || origin.endpoint !== endpoint) return undefined
      refuseUnsafe(file.path)
      return copyObject(end, { origin, bucket, key: prefix + file.path, file, signal })
    },
    async removeFolder(path, signal) {
      refuseUnsafe(path)
      await removeFolder(end, { bucket, prefix: `${prefix}${path}/`, signal })
    },
  }
  return withOrigin(root, { ...place, endpoint, owner, region: (signal) => askRegion(end, bucket, signal) })
}

/** S3 takes `..` as any other name; servers and disks do not. */
function refuseUnsafe(path: string): void {
  safePath('/', path, 'linux')
}

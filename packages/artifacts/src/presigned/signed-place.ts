import type { ArtifactOwner, MlflowClient } from '@mlferry/client'
import type { S3End } from '../s3/s3-end.ts'
import type { S3Place } from '../s3/s3-place.ts'

/** A run or a logged model whose files have signed addresses. */
export interface SignedPlace {
  readonly owner: ArtifactOwner
  readonly place: S3Place
  readonly client: MlflowClient
  readonly end: S3End
}

import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { describeServer } from '../servers/describe-server.ts'
import { bucketKey } from './bucket-key.ts'
import { outermost, type PolicyEnd, type StorePlace, storePlace } from './policy-end.ts'

export interface FoundEnd {
  readonly end: PolicyEnd
  /** What is not known. */
  readonly notes: readonly string[]
}

/**
 * What SageMaker and S3 say of one end. `places` are the artifact locations of its experiments, as far as they are known. Throws
 * ControlPlaneError.
 */
export async function findPolicyEnd(plane: ControlPlane, uri: string, places: readonly string[]): Promise<FoundEnd> {
  const arn = parseSagemakerArn(uri)
  const { name, version, artifactStore = '', role, kmsKey, registersModels } = await describeServer(plane, arn)
  const { stores, notes } = await withKeys(plane, [artifactStore, ...places], arn.account)
  const known = { name, version, role, kmsKey, registersModels }
  const said = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  return { end: { arn, stores, ...said }, notes }
}

/** Places in S3, each once, with the keys of their buckets. */
export async function withKeys(plane: ControlPlane, uris: readonly string[], account: string) {
  const places = outermost(uris.map(storePlace).filter((each) => each !== undefined))
  const notes: string[] = []
  const stores: StorePlace[] = []
  for (const place of places) {
    const { key, unknown } = await bucketKey(plane, place.bucket, account)
    stores.push({ ...place, ...(key !== undefined && { key }) })
    if (unknown !== undefined) {
      notes.push(
        `Not known: ${unknown}. If ${place.bucket} has a KMS key, allow kms:Decrypt on it, and kms:GenerateDataKey to who writes.`,
      )
    }
  }
  return { stores, notes }
}

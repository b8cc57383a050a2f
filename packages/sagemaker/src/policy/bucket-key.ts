import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { callS3 } from '../create/call-s3.ts'

export interface BucketKey {
  /** The ARN of its KMS key. Absent: none that a policy has to name. */
  readonly key?: string
  /** Why it is not known. */
  readonly unknown?: string
}

/** The KMS key that a bucket encrypts with. Needs `s3:GetEncryptionConfiguration`. */
export async function bucketKey(plane: ControlPlane, bucket: string, account: string): Promise<BucketKey> {
  try {
    const { status, text } = await callS3(plane, { method: 'GET', bucket, query: 'encryption=' })
    if (status === 404) return {}
    if (status !== 200) return { unknown: `s3:GetEncryptionConfiguration on ${bucket} is not allowed (${status})` }
    const [, key = ''] = /<KMSMasterKeyID>([^<]+)</.exec(text) ?? []
    // Without one it is AWS's own key for S3, whose policy lets everybody of the account use it.
    if (key === '') return {}
    if (key.startsWith('arn:')) {
      return key.includes(':alias/') ? { unknown: `${bucket} names its key by an alias, ${key}` } : { key }
    }
    if (key.startsWith('alias/')) return { unknown: `${bucket} names its key by an alias, ${key}` }
    return { key: `arn:${plane.partition}:kms:${plane.region}:${account}:key/${key}` }
  } catch (error) {
    plane.signal.throwIfAborted()
    return { unknown: `the encryption of ${bucket} could not be asked for: ${(error as Error).message}` }
  }
}

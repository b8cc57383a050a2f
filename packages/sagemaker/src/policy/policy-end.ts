import type { SagemakerArn } from '@mlferry/auth-sagemaker'

/** What a policy needs to know of one end of a copy. */
export interface PolicyEnd {
  /** Absent: a server that is not SageMaker's, or a directory. */
  readonly arn?: SagemakerArn
  readonly name?: string
  /** Of MLflow. */
  readonly version?: string
  /** Where its artifacts lie; the first one is that of new experiments. */
  readonly stores: readonly StorePlace[]
  /** What the App or tracking server acts as. */
  readonly role?: string
  /** What an App's own data are encrypted with. */
  readonly kmsKey?: string
  readonly registersModels?: boolean
}

export interface StorePlace {
  readonly bucket: string
  /** Without slashes at its ends; empty: the whole bucket. */
  readonly prefix: string
  /** The ARN of the KMS key of the bucket. Absent: none that a policy has to name. */
  readonly key?: string
}

/** Of `s3://bucket/prefix`; undefined for other addresses. */
export function storePlace(uri: string): StorePlace | undefined {
  const [, bucket, path = ''] = /^s3:\/\/([^/?#]+)\/?([^?#]*)/.exec(uri) ?? []
  return bucket === undefined ? undefined : { bucket, prefix: path.replace(/^\/+|\/+$/g, '') }
}

/** Places without those that lie in others. */
export function outermost(places: readonly StorePlace[]): readonly StorePlace[] {
  const distinct = places.filter((each, at) => places.findIndex((other) => sameStore(other, each)) === at)
  return distinct.filter((each) => !distinct.some((other) => other !== each && isWithin(each, other)))
}

function sameStore(a: StorePlace, b: StorePlace): boolean {
  return a.bucket === b.bucket && a.prefix === b.prefix
}

function isWithin(place: StorePlace, other: StorePlace): boolean {
  return place.bucket === other.bucket && (other.prefix === '' || place.prefix.startsWith(`${other.prefix}/`))
}

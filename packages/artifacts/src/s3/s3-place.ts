import { type ArtifactRoot, MlferryError, redact } from '@mlferry/core'

export interface S3Place {
  readonly bucket: string
  /** Empty, or with a slash at its end. */
  readonly prefix: string
}

/** A place that another end can copy from: this root, and what reaches it. */
export interface S3Origin extends S3Place {
  /** undefined: Amazon's own. */
  readonly endpoint: string | undefined
  readonly owner: string | undefined
  /** Asks for the region of the bucket. */
  region(signal: AbortSignal): Promise<string | undefined>
}

const brand = Symbol.for('mlferry.s3-origin')

/** As MLflow reads it: everything after the bucket is the key, nothing is decoded. Throws ERR_INVALID_ARTIFACT_URI. */
export function parseS3Uri(uri: string): S3Place {
  const [, bucket, path = ''] = /^s3:\/\/([^/?#]+)(?:\/(.*))?$/s.exec(uri) ?? []
  if (bucket === undefined) {
    throw new MlferryError('ERR_INVALID_ARTIFACT_URI', `Not an address in S3: ${redact(uri, 200)}`, {
      hint: 'It looks like s3://bucket/prefix.',
    })
  }
  const prefix = path.replace(/^\/|\/+$/g, '')
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` }
}

export function withOrigin(root: ArtifactRoot, origin: S3Origin): ArtifactRoot {
  return Object.defineProperty(root, brand, { value: origin })
}

/** undefined for a root that does not lie in S3. By a `Symbol.for`, because a plugin may bring its own copy of this package. */
export function originOf(root: ArtifactRoot): S3Origin | undefined {
  return (root as { [brand]?: S3Origin })[brand]
}

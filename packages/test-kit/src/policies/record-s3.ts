import type { Proxy as CountingProxy } from '../proxy.ts'
import { delay } from '../proxy-action.ts'
import type { RecordedAction } from './recorded-action.ts'

/** One that a request to S3 makes, and who made it. */
export interface S3Action extends RecordedAction {
  readonly accessKeyId: string
}

export interface S3RecorderOptions {
  /** KMS keys by bucket: reading and writing objects then use the key. */
  readonly keys?: Readonly<Record<string, string>>
}

/** Records what passes a proxy to S3 as actions of IAM, in a list that grows. */
export function recordS3(proxy: CountingProxy, { keys = {} }: S3RecorderOptions = {}): readonly S3Action[] {
  const actions: S3Action[] = []
  proxy.rule({
    match: ({ method, path, headers }) => {
      const copied = headers['x-amz-copy-source']
      const found = s3Actions(method, path, copied === undefined ? undefined : String(copied))
      const [, accessKeyId = ''] = /Credential=([^/]+)/.exec(String(headers.authorization)) ?? []
      const all = [...found, ...found.flatMap((each) => keyActions(each, keys))]
      actions.push(...all.map((each) => ({ ...each, accessKeyId })))
      return false
    },
    action: delay(0),
  })
  return actions
}

/** The actions of a request to S3, by AWS's documentation of its operations. */
export function s3Actions(method: string, url: string, copySource?: string): readonly RecordedAction[] {
  const { pathname, searchParams } = new URL(url, 'http://s3')
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/')
  const key = rest.join('/')
  if (bucket === '') return []
  const [ofBucket, ofObject] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${key}`]
  if (key === '') {
    if (searchParams.has('encryption')) return [{ action: 's3:GetEncryptionConfiguration', resource: ofBucket }]
    if (searchParams.has('versions')) return [{ action: 's3:ListBucketVersions', resource: ofBucket }]
    return [{ action: 's3:ListBucket', resource: ofBucket }]
  }
  const one = (action: string) => [{ action, resource: ofObject }]
  if (method === 'GET' || method === 'HEAD') return one('s3:GetObject')
  if (method === 'DELETE') {
    if (searchParams.has('uploadId')) return one('s3:AbortMultipartUpload')
    return one(searchParams.has('versionId') ? 's3:DeleteObjectVersion' : 's3:DeleteObject')
  }
  const source = copySource === undefined ? [] : s3Actions('GET', `/${copySource.replace(/^\//, '')}`)
  return [...one('s3:PutObject'), ...source]
}

function keyActions({ action, resource }: RecordedAction, keys: Readonly<Record<string, string>>) {
  const [, bucket = ''] = /^arn:aws:s3:::([^/]+)\//.exec(resource) ?? []
  const key = keys[bucket]
  if (key === undefined) return []
  if (action === 's3:GetObject') return [{ action: 'kms:Decrypt', resource: key }]
  // Parts of a large upload are read again by S3 when they are put together.
  const puts = ['kms:GenerateDataKey', 'kms:Decrypt'].map((each) => ({ action: each, resource: key }))
  return action === 's3:PutObject' ? puts : []
}

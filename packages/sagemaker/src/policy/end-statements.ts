import { readActions, writeActions } from './api-actions.ts'
import type { PolicyEnd, StorePlace } from './policy-end.ts'
import type { Statement } from './statement.ts'

/** `Source` or `Target`: part of the names of statements. */
export type EndName = 'Source' | 'Target'

/** The API of MLflow of one end. */
export function apiStatements(end: PolicyEnd, name: EndName, write: boolean): readonly Statement[] {
  const { arn } = end
  if (arn === undefined) return []
  if (arn.type === 'mlflow-app') {
    const comment = write
      ? 'Read and write the App: SageMaker has one action for its whole API.'
      : 'Read the App. SageMaker has one action for its whole API: who may read may write and delete too.'
    return [allow(`Call${name}App`, comment, ['sagemaker:CallMlflowAppApi'], [arn.arn])]
  }
  const verb = write ? 'Write' : 'Read'
  const comment = `${verb} the tracking server${end.version === undefined ? '' : `, MLflow ${end.version}`}: one action for each call.`
  return [allow(`${verb}${name}Server`, comment, write ? writeActions(end) : readActions(end), [arn.arn])]
}

/** SageMaker's description of one end. */
export function describeStatements({ arn }: PolicyEnd, name: EndName, comment: string): readonly Statement[] {
  if (arn === undefined) return []
  return [allow(`Describe${name}`, comment, [describeAction(arn.type)], [arn.arn])]
}

export function describeAction(type: 'mlflow-app' | 'mlflow-tracking-server'): string {
  return type === 'mlflow-app' ? 'sagemaker:DescribeMlflowApp' : 'sagemaker:DescribeMlflowTrackingServer'
}

/** Files of one end that are only read. */
export function readFiles(end: PolicyEnd, name: EndName): readonly Statement[] {
  const { stores } = end
  if (stores.length === 0) return []
  return [
    allow(`Read${name}Files`, 'Read artifacts.', ['s3:GetObject'], objects(end)),
    allow(`List${name}Files`, 'List artifacts, and ask for the region of the bucket.', ['s3:ListBucket'], buckets(end)),
    ...keyStatement(stores, `Decrypt${name}Files`, 'Read what the key of the bucket encrypts.', ['kms:Decrypt']),
  ]
}

/** Files of one end that are written. */
export function writeFiles(end: PolicyEnd, name: EndName): readonly Statement[] {
  const { stores } = end
  if (stores.length === 0) return []
  const actions = ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:DeleteObject']
  const comment =
    'Write artifacts and look at what arrived; tidy up an upload that failed, and the file that a check of permissions puts there.'
  return [
    allow(`Write${name}Files`, comment, actions, objects(end)),
    allow(`List${name}Files`, 'List artifacts, and ask for the region of the bucket.', ['s3:ListBucket'], buckets(end)),
    ...keyStatement(stores, `Encrypt${name}Files`, 'Write and read with the key of the bucket.', [
      'kms:GenerateDataKey',
      'kms:Decrypt',
    ]),
  ]
}

export function allow(
  sid: string,
  comment: string,
  actions: readonly string[],
  resources: readonly string[],
): Statement {
  return { sid, comment, effect: 'Allow', actions, resources }
}

export function objects({ arn, stores }: PolicyEnd): readonly string[] {
  return stores.map(
    ({ bucket, prefix }) => `arn:${arn?.partition ?? 'aws'}:s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`,
  )
}

export function buckets({ arn, stores }: PolicyEnd): readonly string[] {
  return [...new Set(stores.map(({ bucket }) => `arn:${arn?.partition ?? 'aws'}:s3:::${bucket}`))]
}

function keyStatement(
  stores: readonly StorePlace[],
  sid: string,
  comment: string,
  actions: readonly string[],
): readonly Statement[] {
  const keys = [...new Set(stores.flatMap(({ key }) => key ?? []))]
  return keys.length === 0 ? [] : [allow(sid, comment, actions, keys)]
}

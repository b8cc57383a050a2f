import type { ServiceSetting } from '@mlferry/core'
import { sagemakerService } from '../create/check-role.ts'
import { changeSource, pauseRegistration } from './change-statements.ts'
import {
  allow,
  apiStatements,
  buckets,
  describeAction,
  describeStatements,
  objects,
  readFiles,
  writeFiles,
} from './end-statements.ts'
import type { PolicyEnd } from './policy-end.ts'
import type { Statement } from './statement.ts'

export const policyPurposes = ['migrate', 'verify', 'create', 'cleanup', 'app-role'] as const
export type PolicyPurpose = (typeof policyPurposes)[number]

export interface PolicyQuestion {
  readonly purpose: PolicyPurpose
  readonly from?: PolicyEnd | undefined
  /** An App that is there, or the role and store of one to be. */
  readonly to?: PolicyEnd | undefined
  /** Of the identity of one end alone. Default: one identity has both. */
  readonly identity?: 'from' | 'to' | undefined
  /** What a command changes for as long as it runs: `--start-source` and the like. Default: nothing. */
  readonly changes?: readonly ServiceSetting[]
}

/** The smallest policy for a purpose and two ends. Pure. */
export function planPolicy({ purpose, from, to, identity, changes = [] }: PolicyQuestion): readonly Statement[] {
  const [ownFrom, ownTo] = [identity === 'to' ? undefined : from, identity === 'from' ? undefined : to]
  const plans: Readonly<Record<PolicyPurpose, () => readonly Statement[]>> = {
    migrate: () => [
      ...migrate(ownFrom, ownTo, from),
      ...changeSource(ownFrom, changes),
      ...pauseRegistration(ownTo, changes),
    ],
    verify: () => [
      ...verify(ownFrom, ownTo),
      ...changeSource(ownFrom, changes, [describeAction('mlflow-tracking-server')]),
    ],
    create: () => create(to),
    cleanup: () => cleanup(from),
    'app-role': () => appRole(to),
  }
  return plans[purpose]()
}

/** `copied` is where files come from, which the identity of the target has to read as well: a copy within S3 is one request. */
function migrate(from: PolicyEnd | undefined, to: PolicyEnd | undefined, copied: PolicyEnd | undefined) {
  const comment = 'See whether it is there for callers, and whether automatic model registration is on.'
  return [
    ...(from ? [...apiStatements(from, 'Source', false), ...describeStatements(from, 'Source', comment)] : []),
    ...(from ? readFiles(from, 'Source') : []),
    ...(to ? [...apiStatements(to, 'Target', true), ...describeStatements(to, 'Target', comment)] : []),
    ...(to ? writeFiles(to, 'Target') : []),
    ...(to && !from && copied ? withinS3(copied) : []),
  ]
}

/** Listing is left to the identity of the source. */
function withinS3(copied: PolicyEnd): readonly Statement[] {
  const why = 'Let S3 copy files by itself; without it they pass through the machine.'
  return readFiles(copied, 'Source')
    .filter(({ sid }) => sid !== 'ListSourceFiles')
    .map((statement) => ({ ...statement, comment: why }))
}

function verify(from: PolicyEnd | undefined, to: PolicyEnd | undefined): readonly Statement[] {
  const ends = [from && ([from, 'Source'] as const), to && ([to, 'Target'] as const)].filter(
    (each) => each !== undefined,
  )
  return ends.flatMap(([end, name]) => [
    ...apiStatements(end, name, false),
    ...readFiles(end, name),
    ...(end.stores.length > 0
      ? [
          {
            ...allow(
              `Keep${name}Files`,
              'Change no file, whatever else allows it.',
              ['s3:PutObject', 's3:DeleteObject'],
              objects(end),
            ),
            effect: 'Deny' as const,
          },
        ]
      : []),
  ])
}

function create(to: PolicyEnd | undefined): readonly Statement[] {
  const { arn, role, stores = [], kmsKey } = to ?? { stores: [] }
  if (to === undefined || arn === undefined || role === undefined) return []
  const anyApp = `arn:${arn.partition}:sagemaker:${arn.region}:${arn.account}:mlflow-app/*`
  return [
    allow(
      'FindApps',
      'See whether another App has the name. Lists have no resource.',
      ['sagemaker:ListMlflowApps'],
      ['*'],
    ),
    allow(
      'CreateApp',
      'Make the App with its tags, wait for it, open it. Its ARN is not known before.',
      [
        'sagemaker:CreateMlflowApp',
        'sagemaker:AddTags',
        'sagemaker:DescribeMlflowApp',
        'sagemaker:CreatePresignedMlflowAppUrl',
      ],
      [anyApp],
    ),
    {
      ...allow('PassRole', 'Give the App its role, and SageMaker alone.', ['iam:PassRole'], [role]),
      condition: { StringEquals: { 'iam:PassedToService': sagemakerService } },
    },
    allow('LookAtRole', 'Check its trust policy first.', ['iam:GetRole'], [role]),
    ...(stores.length > 0
      ? [allow('LookAtBucket', 'Check that the bucket is there, and its region.', ['s3:ListBucket'], buckets(to))]
      : []),
    ...(kmsKey === undefined
      ? []
      : [
          {
            ...allow(
              'GrantKey',
              'Let SageMaker encrypt the data of the App with your key.',
              ['kms:CreateGrant', 'kms:DescribeKey'],
              [kmsKey],
            ),
            condition: { StringEquals: { 'kms:ViaService': `sagemaker.${arn.region}.amazonaws.com` } },
          },
        ]),
  ]
}

function cleanup(from: PolicyEnd | undefined): readonly Statement[] {
  if (from?.arn === undefined) return []
  const { type, arn } = from.arn
  const isApp = type === 'mlflow-app'
  const ends = isApp
    ? ['sagemaker:DeleteMlflowApp']
    : ['sagemaker:StopMlflowTrackingServer', 'sagemaker:DeleteMlflowTrackingServer']
  const comment = isApp
    ? 'Delete the old App and wait for it. Keep it apart from who copies.'
    : 'Stop the old tracking server, delete it, and wait for it. Keep it apart from who copies.'
  return [allow('EndSource', comment, [...ends, describeAction(type)], [arn])]
}

/** What the App itself does in its role. */
function appRole(to: PolicyEnd | undefined): readonly Statement[] {
  if (to === undefined) return []
  const { arn, stores, registersModels } = to
  const keys = [...new Set(stores.flatMap(({ key }) => key ?? []))]
  const packages = ['model-package-group', 'model-package'].map(
    (type) => `arn:${arn?.partition ?? 'aws'}:sagemaker:${arn?.region ?? '*'}:${arn?.account ?? '*'}:${type}/*`,
  )
  return [
    allow('Files', 'Read and write artifacts in the store.', ['s3:GetObject', 's3:PutObject'], objects(to)),
    allow('ListFiles', 'List artifacts for the UI.', ['s3:ListBucket'], buckets(to)),
    ...(keys.length === 0
      ? []
      : [allow('KeyOfFiles', 'Use the key of the bucket.', ['kms:Decrypt', 'kms:GenerateDataKey'], keys)]),
    ...(registersModels
      ? [
          allow(
            'RegisterModels',
            'Automatic model registration: a model package for each version.',
            [
              'CreateModelPackageGroup',
              'DescribeModelPackageGroup',
              'CreateModelPackage',
              'UpdateModelPackage',
              'AddTags',
            ].map((action) => `sagemaker:${action}`),
            packages,
          ),
        ]
      : []),
  ]
}

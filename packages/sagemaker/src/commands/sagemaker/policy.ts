import { type End, UsageError } from '@mlferry/cli-kit'
import { type ExperimentFields, isOfKind, isUnreadable, type ServiceSetting } from '@mlferry/core'
import { Flags } from '@oclif/core'
import { sagemakerService } from '../../create/check-role.ts'
import { type FoundEnd, findPolicyEnd, withKeys } from '../../policy/find-policy-end.ts'
import { planPolicy, policyPurposes } from '../../policy/plan-policy.ts'
import { policyNotes } from '../../policy/policy-notes.ts'
import { type PolicyRole, policyFormats, renderPolicy } from '../../policy/render-policy.ts'
import { policyDocument, type Statement } from '../../policy/statement.ts'
import { SagemakerCommand } from '../../sagemaker-command.ts'

/** What `mlferry sagemaker policy --json` prints. */
export interface PolicyResult {
  readonly purpose: string
  /** As IAM takes it. */
  readonly policy: ReturnType<typeof policyDocument>
  /** The same with the reason of each statement. */
  readonly statements: readonly Statement[]
  /** What IAM cannot do, and what is not known. */
  readonly notes: readonly string[]
}

const nowhere: FoundEnd = { end: { stores: [] }, notes: [] }

export default class SagemakerPolicy extends SagemakerCommand {
  static override summary = 'Print the smallest IAM policy for a copy between two ends, or for a step of it.'
  static override description =
    `ARNs, buckets, prefixes and keys are found by describing both ends; each statement comes with its reason, on standard error where the
format has no comments. migrate: doctor, copy all, export all, import all. verify: verify, and no file can be changed. create: create-app,
wait, open. cleanup: stop, delete. app-role: what the App itself does in its role. Commands of this page need no more than
sagemaker:Describe… of both ends, and s3:GetEncryptionConfiguration for keys of buckets.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH > policy.json',
    '<%= config.bin %> <%= command.id %> --from arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --with start-source --with pause-model-registration',
    '<%= config.bin %> <%= command.id %> --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --for app-role --format terraform',
    '<%= config.bin %> <%= command.id %> --for create --role arn:aws:iam::123456789012:role/mlflow --artifact-store s3://churn-mlflow --region eu-west-1',
  ]
  static override flags = {
    from: Flags.string({ helpValue: '<uri>', summary: 'What is copied: an ARN, or another server.' }),
    to: Flags.string({ helpValue: '<uri>', summary: 'Where it goes: an ARN, or another server.' }),
    for: Flags.option({ options: policyPurposes, default: 'migrate', summary: 'What the policy is for.' })(),
    format: Flags.option({ options: policyFormats, default: 'json', summary: 'How it is written.' })(),
    end: Flags.option({
      options: ['from', 'to'] as const,
      summary: 'Only what the identity of that end needs, where each end has its own. Default: one identity for both.',
    })(),
    with: Flags.option({
      options: ['start-source', 'resize-source', 'pause-model-registration'] as const,
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Also what this flag of the commands needs; several times for several.',
    })(),
    role: Flags.string({
      helpGroup: 'AN APP THAT IS NOT THERE YET',
      helpValue: '<arn>',
      exclusive: ['to'],
      dependsOn: ['artifact-store'],
      summary: 'The role that it will have.',
    }),
    'artifact-store': Flags.string({
      helpGroup: 'AN APP THAT IS NOT THERE YET',
      helpValue: '<s3://…>',
      exclusive: ['to'],
      dependsOn: ['role'],
      summary: 'Its artifact store.',
    }),
    'kms-key': Flags.string({
      helpGroup: 'AN APP THAT IS NOT THERE YET',
      helpValue: '<arn>',
      dependsOn: ['role'],
      summary: 'Its key, if it has one of yours.',
    }),
    region: Flags.string({
      helpGroup: 'AN APP THAT IS NOT THERE YET',
      helpValue: '<region>',
      dependsOn: ['role'],
      summary: 'Its region. Default: AWS_REGION, or that of the profile.',
    }),
  }

  async run(): Promise<PolicyResult> {
    const { flags } = await this.parse(SagemakerPolicy)
    const { for: purpose, end: identity } = flags
    // Only who reads or writes files has to know where all of them lie.
    const withFiles = purpose !== 'cleanup' && purpose !== 'create'
    const from = flags.from === undefined ? undefined : await this.#end('FROM', flags.from, withFiles)
    const to = flags.to === undefined ? await this.#future(flags) : await this.#end('TO', flags.to, withFiles)
    refuseMissing(purpose, from?.end, to?.end, identity)
    const ends = { from: from?.end, to: to?.end }
    const changes = (flags.with ?? []).map((flag) => settingOfFlag[flag])
    const statements = planPolicy({ purpose, identity, changes, ...ends })
    const notes = [...(from?.notes ?? []), ...(to?.notes ?? []), ...policyNotes({ purpose, identity, ...ends })]
    const name = ['mlferry', purpose, ...(identity ? [identity] : [])].join('-')
    const role = purpose === 'app-role' ? { role: roleOf(to?.end.role) } : {}
    this.print(renderPolicy({ name, statements, ...role }, flags.format))
    if (flags.format === 'json' && !this.jsonEnabled())
      for (const { sid, comment } of statements) this.note(`${sid}: ${comment}`)
    if (!this.jsonEnabled()) for (const note of notes) this.note(`Note: ${note}`)
    return { purpose, policy: policyDocument(statements), statements, notes }
  }

  async #end(end: End, uri: string, withFiles: boolean): Promise<FoundEnd> {
    const places = withFiles ? await this.#places(end, uri) : { uris: [], notes: [] }
    if (uri.startsWith('arn:')) {
      const { plane } = await this.openNamed(uri, end === 'FROM' ? 'from' : 'to')
      const { end: found, notes } = await findPolicyEnd(plane, uri, places.uris)
      return { end: found, notes: [...places.notes, ...notes] }
    }
    if (!places.uris.some((each) => each.startsWith('s3:'))) return { ...nowhere, notes: places.notes }
    const plane = await this.openPlane(undefined, end === 'FROM' ? 'from' : 'to')
    const { stores, notes } = await withKeys(plane, places.uris, '')
    return { end: { stores }, notes: [...places.notes, ...notes] }
  }

  /** Where the experiments of an end have their artifacts: an App keeps the places of those that were made before its store was changed. */
  async #places(
    end: End,
    uri: string,
  ): Promise<{ readonly uris: readonly string[]; readonly notes: readonly string[] }> {
    const uris = new Set<string>()
    // An export directory has files of its own.
    if (!/^(arn:|https?:)/.test(uri)) return { uris: [], notes: [] }
    try {
      const source = await this.openSource(end, uri)
      for await (const page of source.list('experiment', { includeDeleted: true }, this.signal)) {
        for (const each of page) if (!isUnreadable(each) && isOfKind(each, 'experiment')) uris.add(rootOf(each.fields))
      }
      return { uris: [...uris], notes: [] }
    } catch (error) {
      this.signal.throwIfAborted()
      const why = (error as Error).message
      return { uris: [], notes: [`Experiments of ${uri} cannot be listed, so only its store is known: ${why}`] }
    }
  }

  async #future(flags: {
    readonly role: string | undefined
    readonly 'artifact-store': string | undefined
    readonly 'kms-key': string | undefined
    readonly region: string | undefined
  }): Promise<FoundEnd | undefined> {
    const { role, 'artifact-store': store = '', 'kms-key': kmsKey } = flags
    if (role === undefined) return undefined
    const [, account] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/./.exec(role) ?? []
    if (account === undefined) throw new UsageError(`${role} is no role such as arn:aws:iam::123456789012:role/mlflow.`)
    const plane = await this.openPlane(flags.region, 'to')
    const { region, partition } = plane
    const { stores, notes } = await withKeys(plane, [store], account)
    const arn = { arn: '', partition, region, account, type: 'mlflow-app', id: '' } as const
    return { end: { arn, role, stores, ...(kmsKey !== undefined && { kmsKey }) }, notes }
  }
}

const settingOfFlag = {
  'start-source': 'running',
  'resize-source': 'size',
  'pause-model-registration': 'modelRegistration',
} as const satisfies Record<string, ServiceSetting>

/** The role of an App, by its ARN: `arn:aws:iam::123456789012:role/service/mlflow`. */
function roleOf(arn = ':role/mlferry-app-role'): PolicyRole {
  const [, path = '/', name = ''] = /:role(\/|\/.*\/)([^/]*)$/.exec(arn) ?? []
  return { trusts: sagemakerService, name, path }
}

function rootOf({ artifactLocation }: ExperimentFields): string {
  // Experiments without a place of their own are folders of the store.
  return artifactLocation.replace(/\/\d+\/?$/, '')
}

function refuseMissing(purpose: string, from: unknown, to: unknown, identity: string | undefined): void {
  const needsFrom = purpose === 'cleanup' || purpose === 'migrate' || purpose === 'verify'
  const needsTo = purpose !== 'cleanup'
  if (needsFrom && from === undefined && identity !== 'to') throw new UsageError(`--for ${purpose} needs --from.`)
  if (needsTo && to === undefined && identity !== 'from') {
    const instead = needsFrom ? '' : ' or --role and --artifact-store'
    throw new UsageError(`--for ${purpose} needs --to${instead}.`)
  }
}

import { exitCodes, findingLines, UsageError } from '@mlferry/cli-kit'
import type { Finding } from '@mlferry/core'
import { Args, Flags } from '@oclif/core'
import { appFields, appFlags } from '../../app-flags.ts'
import type { CreateMlflowAppInput } from '../../control-plane/apps.ts'
import { refuseUnfitApp } from '../../create/check-new-app.ts'
import { createApp, createdTag } from '../../create/create-app.ts'
import { serverText } from '../../render/server-text.ts'
import { asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { describeServer } from '../../servers/describe-server.ts'
import { waitForServer } from '../../servers/wait-for-server.ts'

/** What `mlferry sagemaker create-app --json` prints; with `--check-only` there is no server. */
export interface CreateAppResult extends Partial<WaitResult> {
  readonly exitCode: number
  readonly findings: readonly Finding[]
}

export default class SagemakerCreateApp extends SagemakerCommand {
  static override summary = 'Make an MLflow App, and wait until it can be used.'
  static override description =
    `Looks first at what a creation fails of without a reason: the name, which another App of the region may have, the bucket and its region,
the role and whether it trusts SageMaker. Then asks for the App once: also when the answer is lost, there is no second one. It takes some
minutes. Ctrl-C leaves the App: sagemaker wait goes on waiting. What it gets is tagged mlferry=created.`.replaceAll(
      '\n',
      ' ',
    )
  static override examples = [
    '<%= config.bin %> <%= command.id %> churn --artifact-store s3://churn-mlflow/artifacts --role arn:aws:iam::123456789012:role/mlflow --region eu-west-1',
    '<%= config.bin %> <%= command.id %> churn --artifact-store s3://churn-mlflow --role arn:aws:iam::123456789012:role/mlflow --check-only',
  ]
  static override args = { name: Args.string({ required: true, description: 'Its name: letters, digits, dashes.' }) }
  static override flags = {
    'artifact-store': Flags.string({
      required: true,
      helpGroup: 'APP',
      helpValue: '<s3://…>',
      summary:
        'Where artifacts go: a bucket in the region of the App, and a prefix. Change it later, and only new experiments use it.',
    }),
    role: Flags.string({
      required: true,
      helpGroup: 'APP',
      helpValue: '<arn>',
      summary: 'The role that the App acts in. It cannot be changed later.',
    }),
    'kms-key': Flags.string({
      helpGroup: 'APP',
      helpValue: '<key>',
      summary:
        'A key of yours for what the App stores itself; artifacts follow the bucket. It cannot be changed later.',
    }),
    ...appFlags,
    tag: Flags.string({
      helpGroup: 'APP',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: '<key=value>',
      summary: 'A tag of AWS; several times for several.',
    }),
    'check-only': Flags.boolean({ summary: 'Look, and make nothing.' }),
    region: Flags.string({
      helpGroup: 'AWS',
      helpValue: '<region>',
      summary: 'Where it is made. Default: AWS_REGION, or that of the profile.',
    }),
    ...waitFlags,
    ...asFlag,
  }

  async run(): Promise<CreateAppResult> {
    const { args, flags } = await this.parse(SagemakerCreateApp)
    const app: CreateMlflowAppInput = {
      Name: args.name,
      ArtifactStoreUri: flags['artifact-store'],
      RoleArn: flags.role,
      ...(flags['kms-key'] !== undefined && { KmsKeyId: flags['kms-key'] }),
      ...appFields(flags),
      Tags: [createdTag, ...(flags.tag ?? []).map(parseTag)],
    }
    const plane = await this.openPlane(flags.region, flags.as)
    const findings: Finding[] = []
    await refuseUnfitApp(plane, app, (finding) => {
      findings.push(finding)
      this.print(findingLines(finding, process.stdout))
    })
    if (flags['check-only']) return { exitCode: exitCodes.done, findings }
    const arn = await createApp(plane, app)
    this.note(`Asked for ${arn.arn}`)
    const first = await describeServer(plane, arn)
    const result = flags.wait
      ? await this.waiting(first, (options) => waitForServer(plane, arn, options))
      : { exitCode: exitCodes.done, server: first }
    return this.finish({ ...result, findings }, serverText(result.server))
  }
}

function parseTag(text: string) {
  const [, Key, Value] = /^([^=]{1,128})=(.{0,256})$/s.exec(text) ?? []
  if (Key === undefined || Value === undefined) throw new UsageError(`${text} is no tag such as team=churn.`)
  return { Key, Value }
}

import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { UsageError } from '@mlferry/cli-kit'
import { MlferryError } from '@mlferry/core'
import { Flags } from '@oclif/core'
import { appFields, appFlags } from '../../app-flags.ts'
import { serverText } from '../../render/server-text.ts'
import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { updateApp } from '../../servers/update-app.ts'

export default class SagemakerUpdateApp extends SagemakerCommand {
  static override summary = 'Change an App: name, store, registration of models, maintenance window, defaults.'
  static override description =
    `What is not named stays as it is, the registration mode too: SageMaker itself may switch it on when an update leaves it out. Role and key
of an App cannot be changed: make another one, and copy.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --no-register-models',
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --maintenance-window Tue:03:30',
  ]
  static override args = arnArg
  static override flags = {
    name: Flags.string({ helpGroup: 'APP', summary: 'Another name. The ARN stays.' }),
    'artifact-store': Flags.string({
      helpGroup: 'APP',
      helpValue: '<s3://…>',
      summary: 'Another place for artifacts of experiments that are made from now on. The others keep theirs.',
    }),
    ...appFlags,
    ...waitFlags,
    ...asFlag,
  }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerUpdateApp)
    if (parseSagemakerArn(args.arn).type !== 'mlflow-app') {
      const hint = 'sagemaker resize changes its size.'
      throw new MlferryError('ERR_WRONG_PRODUCT', 'This is a tracking server, not an App.', { hint })
    }
    const changes = {
      ...(flags.name !== undefined && { Name: flags.name }),
      ...(flags['artifact-store'] !== undefined && { ArtifactStoreUri: flags['artifact-store'] }),
      ...appFields(flags),
    }
    if (Object.keys(changes).length === 0) throw new UsageError('Nothing to change is named.')
    const settings = flags['register-models'] === undefined ? [] : (['modelRegistration'] as const)
    const result = await this.change(args.arn, { ...flags, settings }, (plane, arn, now) =>
      updateApp(plane, { arn, now, changes }),
    )
    return this.finish(result, serverText(result.server))
  }
}

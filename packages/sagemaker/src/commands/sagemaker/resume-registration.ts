import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { registerModels } from '../../servers/change-server.ts'

export default class SagemakerResumeRegistration extends SagemakerCommand {
  static override summary = 'Switch automatic model registration on again, after a job that paused it and was killed.'
  static override description =
    `A job with --pause-model-registration switches it on again itself, also when it fails or is interrupted. It cannot when it is killed, or when its
session has expired: then the next run of the same command does, or this one.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
  ]
  static override args = arnArg
  static override flags = { ...waitFlags, ...asFlag }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerResumeRegistration)
    const result = await this.change(args.arn, { ...flags, settings: ['modelRegistration'] }, (plane, arn, now) =>
      registerModels(plane, arn, { now, on: true }),
    )
    return this.finish(result, `Automatic model registration of ${result.server.name} is on.`)
  }
}

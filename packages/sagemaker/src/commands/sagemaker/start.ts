import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { startServer } from '../../servers/change-server.ts'

export default class SagemakerStart extends SagemakerCommand {
  static override summary = 'Start a tracking server.'
  static override description =
    'That takes minutes. It costs by the hour until it is stopped. Apps need no start: they are always there.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team',
  ]
  static override args = arnArg
  static override flags = { ...waitFlags, ...asFlag }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerStart)
    const result = await this.change(args.arn, { ...flags, settings: ['running'] }, startServer)
    return this.finish(result, `${result.server.name} is ${result.server.status}.`)
  }
}

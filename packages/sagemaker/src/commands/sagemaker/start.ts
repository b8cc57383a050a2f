import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { startServer } from '../../servers/change-server.ts'
import { describeServer } from '../../servers/describe-server.ts'

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
    const { arn, plane } = await this.openNamed(args.arn, flags.as)
    const first = await describeServer(plane, arn)
    const wait = await startServer(plane, arn, first)
    const result = flags.wait
      ? await this.waiting(first, wait)
      : { exitCode: 0, server: await describeServer(plane, arn) }
    return this.finish(result, `${result.server.name} is ${result.server.status}.`)
  }
}

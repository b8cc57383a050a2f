import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { stopServer } from '../../servers/change-server.ts'

export default class SagemakerStop extends SagemakerCommand {
  static override summary = 'Stop a tracking server.'
  static override description =
    'It keeps its data and costs nothing by the hour; sagemaker start brings it back. Apps cannot be stopped.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team',
  ]
  static override args = arnArg
  static override flags = { ...waitFlags, ...asFlag }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerStop)
    const result = await this.change(args.arn, { ...flags, settings: ['running'] }, stopServer)
    return this.finish(result, `${result.server.name} is ${result.server.status}.`)
  }
}

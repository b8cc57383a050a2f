import { serverText } from '../../render/server-text.ts'
import { arnArg, asFlag, SagemakerCommand, type WaitResult } from '../../sagemaker-command.ts'
import { describeServer } from '../../servers/describe-server.ts'
import { waitForServer } from '../../servers/wait-for-server.ts'

export default class SagemakerWait extends SagemakerCommand {
  static override summary = 'Wait until an App or a tracking server is made, changed, started or stopped.'
  static override description =
    `Waits while its status is Creating, Updating, Starting, Stopping, or while it is in maintenance: up to 15 minutes for an App, 40 for a
tracking server. Ctrl-C changes nothing: the same command goes on.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
  ]
  static override args = arnArg
  static override flags = { ...asFlag }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerWait)
    const { arn, plane } = await this.openNamed(args.arn, flags.as)
    const first = await describeServer(plane, arn)
    const result = await this.waiting(first, (options) => waitForServer(plane, arn, options))
    return this.finish(result, serverText(result.server))
  }
}

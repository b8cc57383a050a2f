import { serverText } from '../../render/server-text.ts'
import { arnArg, asFlag, SagemakerCommand } from '../../sagemaker-command.ts'
import { describeServer } from '../../servers/describe-server.ts'
import type { ManagedServer } from '../../servers/managed-server.ts'

export default class SagemakerDescribe extends SagemakerCommand {
  static override summary = 'Show what SageMaker says of an App or a tracking server.'
  static override description =
    'Version, status, defaults, registration mode, store, role. Needs sagemaker:Describe… on its ARN.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
  ]
  static override args = arnArg
  static override flags = { ...asFlag }

  async run(): Promise<ManagedServer> {
    const { args, flags } = await this.parse(SagemakerDescribe)
    const { arn, plane } = await this.openNamed(args.arn, flags.as)
    const server = await describeServer(plane, arn)
    this.print(serverText(server))
    return server
  }
}

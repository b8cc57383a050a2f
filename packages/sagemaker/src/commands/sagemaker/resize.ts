import { Flags } from '@oclif/core'
import { trackingServerSizes } from '../../control-plane/tracking-servers.ts'
import { arnArg, asFlag, SagemakerCommand, type WaitResult, waitFlags } from '../../sagemaker-command.ts'
import { resizeServer } from '../../servers/change-server.ts'

export default class SagemakerResize extends SagemakerCommand {
  static override summary = 'Give a tracking server another size.'
  static override description =
    `A larger one answers more requests at once: it makes a migration faster, and costs more by the hour. Its data stay. The version of MLflow
cannot be changed: for that, copy it into an App.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/team --size Large',
  ]
  static override args = arnArg
  static override flags = {
    size: Flags.option({ options: trackingServerSizes, required: true, summary: 'The new size.' })(),
    ...waitFlags,
    ...asFlag,
  }

  async run(): Promise<WaitResult> {
    const { args, flags } = await this.parse(SagemakerResize)
    const result = await this.change(args.arn, { ...flags, settings: ['size'] }, (plane, arn, now) =>
      resizeServer(plane, arn, { now, size: flags.size }),
    )
    const { name, size, status } = result.server
    return this.finish(result, `${name} is ${size}, and ${status}.`)
  }
}

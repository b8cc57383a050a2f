import { type ErrorJson, exitCodes } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { serversTable } from '../../render/server-text.ts'
import { asFlag, SagemakerCommand } from '../../sagemaker-command.ts'
import { listServers } from '../../servers/list-servers.ts'
import type { ManagedServer } from '../../servers/managed-server.ts'

/** What `mlferry sagemaker list --json` prints. */
export interface ListResult {
  readonly exitCode: number
  readonly servers: readonly ManagedServer[]
  /** What was refused, with the region. */
  readonly problems: readonly (ErrorJson['error'] & { readonly region: string })[]
}

export default class SagemakerList extends SagemakerCommand {
  static override summary = 'List the MLflow Apps and tracking servers of one or several regions.'
  static override description =
    `Each comes with its ARN, which is the tracking URI that every other command takes. What you may not see is named with the permission
that is missing, and the rest is listed. Exit codes: 0 all is listed, 3 something was refused, 1 nothing could be listed.`.replaceAll(
      '\n',
      ' ',
    )
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --region us-east-1',
    'AWS_PROFILE=team <%= config.bin %> <%= command.id %> --json',
  ]
  static override flags = {
    region: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'AWS',
      helpValue: '<region>',
      summary: 'A region to look into; several times for several. Default: AWS_REGION, or that of the profile.',
    }),
    ...asFlag,
  }

  async run(): Promise<ListResult> {
    const { flags } = await this.parse(SagemakerList)
    const regions = flags.region ?? [undefined]
    const listed = await Promise.all(
      regions.map(async (each) => {
        const plane = await this.openPlane(each, flags.as)
        return { region: plane.region, ...(await listServers(plane)) }
      }),
    )
    const servers = listed.flatMap((each) => each.servers)
    const problems = listed.flatMap(({ region, problems }) =>
      problems.map(({ code, message, hint }) => ({ region, code, message, ...(hint !== undefined && { hint }) })),
    )
    for (const { message, hint } of problems) this.note([message, hint].filter(Boolean).join('\n  '))
    const nothing = problems.length > 0 && servers.length === 0
    process.exitCode = nothing ? exitCodes.failed : problems.length > 0 ? exitCodes.someFailed : exitCodes.done
    const where = listed.map(({ region }) => region).join(', ')
    if (servers.length > 0) this.print(serversTable(servers))
    else if (!nothing) this.print(`No App and no tracking server in ${where}.`)
    return { exitCode: Number(process.exitCode), servers, problems }
  }
}

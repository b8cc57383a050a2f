import { UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { arnArg, asFlag, SagemakerCommand } from '../../sagemaker-command.ts'
import { presignedUrl } from '../../servers/presigned-url.ts'

/** What `mlferry sagemaker open --json` prints. */
export interface OpenResult {
  readonly arn: string
  /** Only with `--print`: a secret. */
  readonly url?: string
}

export default class SagemakerOpen extends SagemakerCommand {
  static override summary = 'Open the MLflow UI of an App or a tracking server in a browser.'
  static override description =
    `SageMaker gives a URL that signs its first visitor in, once, within --expires-in seconds. It is a secret: it goes to the browser, or with
--print to standard output, and nowhere else.`.replaceAll('\n', ' ')
  static override examples = [
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
    '<%= config.bin %> <%= command.id %> arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH --print',
  ]
  static override args = arnArg
  static override flags = {
    print: Flags.boolean({ summary: 'Print the URL, and open no browser: for a machine without one.' }),
    'expires-in': Flags.integer({
      min: 5,
      max: 300,
      default: 300,
      helpValue: '<seconds>',
      summary: 'How long the URL is good for.',
    }),
    session: Flags.integer({
      min: 30,
      max: 720,
      helpValue: '<minutes>',
      summary: 'How long one stays signed in. Default: what SageMaker takes.',
    }),
    ...asFlag,
  }

  async run(): Promise<OpenResult> {
    const { args, flags } = await this.parse(SagemakerOpen)
    if (!flags.print) refuseWithoutBrowser(process.env)
    const { arn, plane } = await this.openNamed(args.arn, flags.as)
    const session = flags.session && flags.session * 60
    const url = await presignedUrl(plane, arn, { expiresIn: flags['expires-in'], session })
    if (flags.print) {
      this.print(url)
      return { arn: arn.arn, url }
    }
    const { default: open } = await import('open')
    await open(url)
    this.print(`Opened ${arn.arn} in the browser.`)
    return { arn: arn.arn }
  }
}

/** On other systems there always is one. */
function refuseWithoutBrowser({ DISPLAY, WAYLAND_DISPLAY, BROWSER }: NodeJS.ProcessEnv): void {
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY || BROWSER) return
  throw new UsageError('There is no browser here.', 'Give --print, and open the URL elsewhere.')
}

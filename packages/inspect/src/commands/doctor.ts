import { type Diagnosis, fromFlags, MlferryCommand, toFlags } from '@mlferry/cli-kit'
import { isUnreadable } from '@mlferry/core'

export default class Doctor extends MlferryCommand {
  static override summary = 'Check a server before a copy: address, sign-in, permissions, artifacts.'
  static override description =
    `Each check is one line: ok, or what is wrong and what to do. With --to, the server is also checked for writing. Permissions are tested with
empty calls, which a server refuses only after it has checked the permission. A small file is written to the artifact root, read, and removed
again. Nothing stays on the server. With both ends, doctor also names registered models whose names the target would refuse.

Exit codes: 0 everything is fine, or there are only warnings; 1 a check failed; 2 wrong usage; 130 interrupted.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --to http://new:5000',
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH',
  ]
  static override flags = { ...fromFlags, ...toFlags }

  async run(): Promise<readonly Diagnosis[]> {
    const { flags } = await this.parse(Doctor)
    const from = flags.from === undefined ? undefined : await this.diagnose('FROM', flags.from, { write: false })
    if (from !== undefined && flags.to === undefined) return [from]
    const findings = [...(from?.findings ?? []), ...(from?.registry?.findings ?? [])]
    const readable = from !== undefined && findings.every(({ status }) => status !== 'failed')
    const modelNames = readable ? await this.#modelNames(flags.from) : []
    const to = await this.diagnose('TO', flags.to, {
      write: true,
      creating: new Map([['registeredModel', modelNames]]),
    })
    return from === undefined ? [to] : [from, to]
  }

  async #modelNames(uri: string | undefined): Promise<readonly string[]> {
    const source = await this.openSource('FROM', uri)
    const names: string[] = []
    for await (const page of source.list('registeredModel', {}, this.signal)) {
      for (const one of page) if (!isUnreadable(one)) names.push(one.fields.name ?? one.ref.id)
    }
    return names
  }
}

import { type Diagnosis, fromFlags, MlferryCommand, toFlags } from '@mlferry/cli-kit'

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
    return this.diagnoseEnds(flags)
  }
}

import {
  type CheckResult,
  deletedFlags,
  filterFlags,
  importAmend,
  MlferryCommand,
  renameFlags,
  sourceServiceFlags,
  timeFlags,
  UsageError,
  type VerifyResult,
  verifyFlags,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { verifySelection, verifySelectionFlags } from '../verify-selection.ts'

export default class Verify extends MlferryCommand {
  static override summary = 'Compare two servers or directories, object by object, or check a directory.'
  static override description =
    `Writes nothing to either end, and uses nothing that a copy saved in its state folder. It pairs objects by the tag mlferry.source.id, by
the tags mlflow_exim.* of mlflow-export-import, or by their names. It names every difference, with both values. Exit codes: 0 equal, 3
differences, 1 the comparison itself failed, 2 wrong usage, 130 interrupted (the same command goes on).`.replaceAll(
      '\n',
      ' ',
    )
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from http://old:5000 --to http://new:5000',
    '<%= config.bin %> <%= command.id %> --from mlflow-export --to http://new:5000 --level bytes',
    '<%= config.bin %> <%= command.id %> --input-dir mlflow-export',
  ]
  static override flags = {
    ...verifyFlags,
    ...workspaceFlags,
    ...verifySelectionFlags,
    ...timeFlags,
    ...filterFlags,
    ...deletedFlags,
    ...renameFlags,
    ...sourceServiceFlags,
  }

  async run(): Promise<VerifyResult | CheckResult> {
    const { flags } = await this.parse(Verify)
    const { from, to } = flags
    if (flags['input-dir'] !== undefined) return this.checkExport(flags['input-dir'], flags)
    if (from === undefined || to === undefined) {
      throw new UsageError(
        'Two ends are needed to compare.',
        'Give --from and --to, or --input-dir to check one directory.',
      )
    }
    const source = await this.openSource('FROM', from, flags)
    const target = await this.openSource('TO', to, flags)
    const { amend } = await importAmend({ ...flags, 'import-source-tags': false })
    return this.verify({ flags, source, target, selection: await verifySelection(flags), amend })
  }
}

import type { CopyReport } from '@mlferry/engine'

/** What a copying command returns: its `--json` output and its report file. schemas/copy-result.schema.json describes it. */
export interface CopyResult extends CopyReport {
  /** Such as `export all`. */
  readonly command: string
  readonly exitCode: number
  readonly reportFile: string
  readonly idMapFile: string
}

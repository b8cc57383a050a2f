import type { CopyReport } from '@mlferry/engine'
import type { JobEstimate } from './estimate-job.ts'

/** What a copying command returns: its `--json` output and its report file. schemas/copy-result.schema.json describes it. */
export interface CopyResult extends CopyReport {
  /** Such as `export all`. */
  readonly command: string
  /** That of the job; of a dry run, what the job would end with as far as can be told. */
  readonly exitCode: number
  /** Nothing was written: outcomes are what they would be. */
  readonly dryRun: boolean
  /** Of a dry run. */
  readonly estimate?: JobEstimate
  readonly reportFile: string
  /** Absent for a dry run. */
  readonly idMapFile?: string
}

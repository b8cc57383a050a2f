import type { CopyReport, Problem } from '@mlferry/engine'
import type { JobRecord } from '../report/job-recorder.ts'
import type { JobEstimate } from './estimate-job.ts'

/** What a copying command returns: its `--json` output and its report file. schemas/copy-result.schema.json describes it. */
export interface CopyResult extends CopyReport, JobRecord {
  /** Such as `export all`. */
  readonly command: string
  /** That of the job; of a dry run, what the job would end with as far as can be told. */
  readonly exitCode: number
  /** Why the job ended early: what follows was done by then. Absent: it came to its end. */
  readonly stopped?: Problem
  /** Nothing was written: outcomes are what they would be. */
  readonly dryRun: boolean
  /** Of a dry run. */
  readonly estimate?: JobEstimate
  /** What the ends said that is no error: `S3 does not copy from a to b by itself`. */
  readonly notes: readonly string[]
  readonly reportFile: string
  /** The report as a page. */
  readonly htmlFile: string
  /** Absent for a dry run. */
  readonly idMapFile?: string
}

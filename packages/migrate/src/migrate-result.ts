import {
  type CopyResult,
  type Diagnosis,
  type PageSection,
  renderSummary,
  renderVerifySummary,
  type VerifyResult,
} from '@mlferry/cli-kit'
import { type CutOverStep, cutOverText } from './cut-over/cut-over.ts'

/** What `mlferry migrate` prints with `--json`, and its report. */
export interface MigrateResult {
  readonly exitCode: number
  readonly source: string
  readonly target: string
  readonly checks: readonly Diagnosis[]
  /** Absent where an earlier start of the command had it agreed. */
  readonly plan?: CopyResult
  /** The copy, and those that caught up with it. */
  readonly passes: readonly CopyResult[]
  /** The last pass found nothing to copy. */
  readonly settled: boolean
  /** Absent where nothing settled. */
  readonly verify?: VerifyResult
  /** What is left for people. Absent while the copy is not proven. */
  readonly cutOver?: readonly CutOverStep[]
}

/** The same as a page. */
export function migrateSections(result: MigrateResult): readonly PageSection[] {
  const { source, target, checks, plan, passes, verify, cutOver } = result
  const shown = { verbose: false }
  return [
    { title: 'Ends', text: `From  ${source}\nTo    ${target}` },
    ...checks.map(({ end, uri, findings }) => ({
      title: `Checks: ${end} ${uri}`,
      text: findings.map(({ status, check, found }) => `${status.padEnd(7)}  ${check.padEnd(18)} ${found}`).join('\n'),
    })),
    ...(plan ? [{ title: 'Plan', text: renderSummary(plan, shown) }] : []),
    ...passes.map((pass, at) => ({
      title: at === 0 ? 'Copy' : `Catch-up ${at}`,
      text: renderSummary(pass, shown),
    })),
    ...(verify ? [{ title: 'Verify', text: renderVerifySummary(verify) }] : []),
    ...(cutOver ? [{ title: 'Cut-over', text: cutOverText(cutOver) }] : []),
  ]
}

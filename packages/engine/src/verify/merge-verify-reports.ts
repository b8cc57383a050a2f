import { addCounts } from '../report/add-counts.ts'
import { type KindCounts, noCounts, type VerifyReport } from './verify-report.ts'

export interface WorkspaceVerify {
  readonly workspace: string
  readonly report: VerifyReport
}

/** As many differences as one report has at most. */
const most = 1000

/** The reports of several workspaces, compared one after the other, as one: counts are added, and differences tell where they are. */
export function mergeVerifyReports(reports: readonly [WorkspaceVerify, ...WorkspaceVerify[]]): VerifyReport {
  const [{ report: first }] = reports
  const all = reports.map(({ report }) => report)
  const sum = (of: (report: VerifyReport) => number) => all.reduce((total, report) => total + of(report), 0)
  // A name that one workspace has is there.
  const notFound = first.notFound.filter((name) => all.every((report) => report.notFound.includes(name)))
  const differenceCount = sum((report) => report.differenceCount)
  return {
    ...first,
    equal: differenceCount === 0 && notFound.length === 0,
    notFound,
    kinds: addKinds(all.map(({ kinds }) => kinds)),
    differences: reports
      .flatMap(({ workspace, report }) => report.differences.map((difference) => ({ ...difference, workspace })))
      .slice(0, most),
    differenceCount,
    expected: addCounts(
      all.flatMap(({ expected }) => expected),
      ({ kind, field, why }) => `${kind}\n${field}\n${why}`,
    ),
    notCarried: addCounts(
      all.flatMap(({ notCarried }) => notCarried),
      ({ kind }) => kind,
    ),
    sample: {
      ...first.sample,
      read: sum(({ sample }) => sample.read),
      atLimit: sum(({ sample }) => sample.atLimit),
    },
    resumed: sum(({ resumed }) => resumed),
    points: sum(({ points }) => points),
    rows: sum(({ rows }) => rows),
    files: sum(({ files }) => files),
    bytes: sum(({ bytes }) => bytes),
    durationSeconds: sum(({ durationSeconds }) => durationSeconds),
  }
}

function addKinds(all: readonly VerifyReport['kinds'][]): VerifyReport['kinds'] {
  const kinds: Record<string, KindCounts> = {}
  for (const [kind, counts] of all.flatMap((one) => Object.entries(one))) {
    const sum = { ...(kinds[kind] ?? noCounts) }
    for (const key of Object.keys(counts) as (keyof KindCounts)[]) sum[key] += counts[key]
    kinds[kind] = sum
  }
  return kinds
}

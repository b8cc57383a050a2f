import { addCounts } from './add-counts.ts'
import type { CopyReport } from './copy-report.ts'
import type { NotCarriedByDesign } from './not-carried-by-design.ts'
import { noOutcomes, type OutcomeCounts, outcomes } from './outcome.ts'

export interface WorkspaceReport {
  readonly workspace: string
  readonly report: CopyReport
}

/** The reports of several workspaces, copied one after the other, as one: counts are added, and objects tell where they are from. */
export function mergeReports(reports: readonly [WorkspaceReport, ...WorkspaceReport[]]): CopyReport {
  const [{ report: first }] = reports
  const all = reports.map(({ report }) => report)
  const itself = all.reduce((total, report) => total + (report.itself ?? 0), 0)
  const sum = (of: (report: CopyReport) => number) => all.reduce((total, report) => total + of(report), 0)
  return {
    ...first,
    kinds: addKinds(all.map(({ kinds }) => kinds)),
    workspaces: Object.fromEntries(reports.map(({ workspace, report }) => [workspace, report.kinds])),
    objects: each(reports, ({ objects }) => objects),
    pending: each(reports, ({ pending }) => pending),
    unsettled: each(reports, ({ unsettled }) => unsettled),
    // A name that one workspace has is there.
    notFound: first.notFound.filter((name) => all.every(({ notFound }) => notFound.includes(name))),
    notCarried: addCounts(
      all.flatMap(({ notCarried }) => notCarried),
      ({ kind }) => kind,
    ),
    along: addCounts(
      all.flatMap(({ along }) => along),
      ({ kind, because }) => `${kind} ${because}`,
    ),
    leftOut: addCounts(
      all.flatMap(({ leftOut }) => leftOut),
      ({ kind, says }) => `${kind} ${says}`,
    ),
    waiting: addCounts(
      all.flatMap(({ waiting }) => waiting),
      ({ kind, needs }) => `${kind} ${needs}`,
    ),
    notCarriedByDesign: addByDesign(all.flatMap(({ notCarriedByDesign }) => notCarriedByDesign)),
    sourceIds: {
      values: sum(({ sourceIds }) => sourceIds.values),
      files: sum(({ sourceIds }) => sourceIds.files),
    },
    ...(itself > 0 ? { itself } : {}),
    points: sum(({ points }) => points),
    files: sum(({ files }) => files),
    bytes: sum(({ bytes }) => bytes),
    durationSeconds: sum(({ durationSeconds }) => durationSeconds),
  }
}

function each<T>(reports: readonly WorkspaceReport[], of: (report: CopyReport) => readonly T[]) {
  return reports.flatMap(({ workspace, report }) => of(report).map((entry) => ({ ...entry, workspace })))
}

function addKinds(all: readonly CopyReport['kinds'][]): CopyReport['kinds'] {
  const kinds: Record<string, Record<keyof OutcomeCounts, number>> = {}
  for (const [kind, counts] of all.flatMap((one) => Object.entries(one))) {
    kinds[kind] ??= noOutcomes()
    const sums = kinds[kind]
    for (const outcome of outcomes) sums[outcome] += counts[outcome]
  }
  return kinds
}

/** A count that nobody knows stays unknown. */
function addByDesign(all: readonly NotCarriedByDesign[]): NotCarriedByDesign[] {
  return [...Map.groupBy(all, ({ what }) => what).values()].flatMap(([first, ...rest]) => {
    if (!first) return []
    const counts = [first, ...rest].flatMap(({ count }) => count ?? [])
    return [counts.length === 0 ? first : { ...first, count: counts.reduce((a, b) => a + b) }]
  })
}

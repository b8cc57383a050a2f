export type { ConflictRule, OnConflict } from './conflict/conflict-rule.ts'
export { conflictRules } from './conflict/conflict-rule.ts'
export type { CopyOptions } from './copy.ts'
export { copy } from './copy.ts'
export { dryRun } from './dry-run/dry-run.ts'
export type { Along, LeftOut } from './inventory/count-rest.ts'
export type { Waiting } from './inventory/hold-back.ts'
export type { Inventory, Item } from './inventory/inventory.ts'
export type { Selection } from './inventory/selection.ts'
export type { ComesAlong } from './inventory/what-comes-along.ts'
export { whatComesAlong } from './inventory/what-comes-along.ts'
export { experimentKind } from './kinds/experiment/experiment-kind.ts'
export { objectKinds } from './kinds/object-kinds.ts'
export { runKind } from './kinds/run/run-kind.ts'
export type { MarkCounts } from './marks/count-marks.ts'
export { countMarks } from './marks/count-marks.ts'
export type { FailedMark, RemoveMarksOptions } from './marks/remove-marks.ts'
export { removeMarks } from './marks/remove-marks.ts'
export type { Plan } from './plan/plan-copy.ts'
export { planCopy } from './plan/plan-copy.ts'
export type {
  CopyEvent,
  FinishedEvent,
  MovedEvent,
  NotFoundEvent,
  ReplacingEvent,
  StoppedEvent,
} from './report/copy-event.ts'
export type { CopyReport, NotCarried, ObjectOutcome, PendingLink, Unsettled } from './report/copy-report.ts'
export type { WorkspaceReport } from './report/merge-reports.ts'
export { mergeReports } from './report/merge-reports.ts'
export type { NotCarriedByDesign } from './report/not-carried-by-design.ts'
export { notCarriedByDesign } from './report/not-carried-by-design.ts'
export type { Outcome, OutcomeCounts, Problem } from './report/outcome.ts'
export { outcomes } from './report/outcome.ts'
export type { Survival, SurvivalEnds } from './survival/what-survives.ts'
export { fieldsByReason, whatSurvives } from './survival/what-survives.ts'
export type { VerifiedPairs } from './verify/compare-pairs.ts'
export type { WorkspaceVerify } from './verify/merge-verify-reports.ts'
export { mergeVerifyReports } from './verify/merge-verify-reports.ts'
export type { VerifyOptions } from './verify/verify.ts'
export { verify } from './verify/verify.ts'
export type {
  Difference,
  Expected,
  KindCounts,
  VerifyEvent,
  VerifyLevel,
  VerifyReport,
} from './verify/verify-report.ts'
export { verifyLevels } from './verify/verify-report.ts'

import { isAbort } from '@mlferry/core'
import type { CopyReport } from '@mlferry/engine'
import { isUsageError } from './errors/usage-error.ts'

/** Decided here, for every command. */
export const exitCodes = { done: 0, failed: 1, usage: 2, someFailed: 3, interrupted: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** For the end of every help text. */
export const exitCodesHelp = `Exit codes: 0 done, 1 the job failed, 2 wrong usage, 3 some objects failed, lost something or were not found (--accept-degraded
makes named losses 0), 130 interrupted (the same command goes on).`

export function exitCodeOfReport(report: CopyReport, options: { readonly acceptDegraded: boolean }): ExitCode {
  const counts = Object.values(report.kinds)
  const failed =
    counts.some((count) => count.failed > 0) ||
    report.unsettled.length > 0 ||
    report.notFound.length > 0 ||
    report.waiting.some(({ windowed }) => !windowed) ||
    report.objects.some(isSkippedForAReason)
  const degraded = report.notCarried.length > 0 || counts.some((count) => count.degraded > 0)
  return failed || (degraded && !options.acceptDegraded) ? exitCodes.someFailed : exitCodes.done
}

export function exitCodeOfError(error: unknown): ExitCode {
  if (isAbort(error)) return exitCodes.interrupted
  return isUsageError(error) ? exitCodes.usage : exitCodes.failed
}

/** Skipped by request has no problems; a named reason has. */
function isSkippedForAReason({ outcome, problems }: CopyReport['objects'][number]): boolean {
  return outcome === 'skipped' && problems.length > 0
}

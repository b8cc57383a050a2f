import { isAbort, isFatal, type Link, type Ref } from '@mlferry/core'
import type { PendingLink, Unsettled } from '../report/copy-report.ts'
import { toProblem } from '../report/outcome.ts'
import type { Job } from './job.ts'

interface OpenLinks {
  readonly target: Ref
  readonly links: readonly Link[]
}

/** Sets the links whose other end came later, in this job or after an earlier one. Returns what still waits, and what went wrong. */
export async function settleLinks(open: readonly OpenLinks[], job: Job) {
  const waiting: PendingLink[] = []
  const problems: Unsettled[] = []
  for (const { target, links } of open) {
    const { resolved, pending } = await job.ids.resolve(links, job.signal)
    if (resolved.length > 0) {
      await job.target.relink(target, resolved, pending, job.signal).catch(noteProblem(target, problems))
    }
    waiting.push(...pending.map(({ field, to }) => ({ target, field, to })))
  }
  return { waiting, problems }
}

/** A last step that fails for one object is named; a later job tries it again. */
export function noteProblem(target: Ref, problems: Unsettled[]): (error: unknown) => void {
  return (error) => {
    if (isFatal(error) || isAbort(error)) throw error
    problems.push({ target, problem: toProblem(error, 'ERR_UNSETTLED', 'Last step') })
  }
}

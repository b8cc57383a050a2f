import { isAbort, isFatal, type Link, type Ref } from '@mlferry/core'
import type { PendingLink, Unsettled } from '../report/copy-report.ts'
import { toProblem } from '../report/outcome.ts'
import { splitFixed } from './fixed-links.ts'
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
    const { fixed, settable } = splitFixed(target, links, job)
    const { resolved, pending: others } = await job.ids.resolve(settable, job.signal)
    // What no call sets any more stays noted, so that each job tells it.
    const pending = [...others, ...fixed]
    if (resolved.length > 0) {
      await job.target.relink(target, resolved, pending, job.signal).catch(noteProblem(target, problems))
    }
    const { pending: absent } = await job.ids.resolve(fixed, job.signal)
    waiting.push(...[...others, ...absent].map(({ field, to }) => ({ target, field, to })))
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

import type { Link, Ref } from '@mlferry/core'
import type { PendingLink } from '../report/copy-report.ts'
import type { Job } from './job.ts'

/** Sets the links whose other end came later, in this job or after an earlier one. Returns what still waits. */
export async function settleLinks(
  open: readonly { target: Ref; links: readonly Link[] }[],
  job: Job,
): Promise<readonly PendingLink[]> {
  const waiting: PendingLink[] = []
  for (const { target, links } of open) {
    const { resolved, pending } = await job.ids.resolve(links, job.signal)
    if (resolved.length > 0) await job.target.relink(target, resolved, pending, job.signal)
    waiting.push(...pending.map(({ field, to }) => ({ target, field, to })))
  }
  return waiting
}

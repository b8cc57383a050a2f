import type { Link, Ref } from '@mlferry/core'
import type { Problem } from '../report/outcome.ts'
import type { Job } from './job.ts'

/** Links of an earlier copy that no call of the target sets any more, apart from those that some call does. */
export function splitFixed(
  { kind }: Pick<Ref, 'kind'>,
  links: readonly Link[],
  { capabilities }: Pick<Job, 'capabilities'>,
) {
  const fields = capabilities.kind(kind)?.fixedLinks ?? []
  return {
    fixed: links.filter(({ field }) => fields.includes(field)),
    settable: links.filter(({ field }) => !fields.includes(field)),
  }
}

/** What an earlier copy lacks for good although it is there by now: told by each job, as none can mend it. */
export async function lackedForGood(target: Ref, links: readonly Link[], job: Job): Promise<readonly Problem[]> {
  const { fixed } = splitFixed(target, links, job)
  if (fixed.length === 0) return []
  const planned = fixed.filter(({ to }) => job.ids.isPlanned(to))
  const { resolved } = await job.ids.resolve(
    fixed.filter((link) => !planned.includes(link)),
    job.signal,
  )
  const fields = [...new Set([...planned, ...resolved].map(({ field }) => field))]
  return fields.map((field) => ({
    code: 'ERR_LINK_FIXED',
    message: `It was copied before what its ${field} names, and no call tells it later.`,
    hint: `Delete ${target.kind} ${target.id} at the target, with those that follow it, and copy again.`,
  }))
}

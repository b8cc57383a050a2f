import { forwardMembers, type Replaced } from './forward-members.ts'
import type { Target } from './target.ts'
import type { TargetJob } from './target-job.ts'

const members: Readonly<Record<keyof Target, true>> = {
  label: true,
  capabilities: true,
  begin: true,
  marks: true,
  workspaces: true,
}

const membersOfJob: Readonly<Record<keyof TargetJob, true>> = {
  written: true,
  show: true,
  open: true,
  foresee: true,
  lostWithout: true,
  relink: true,
  noteMerged: true,
  remove: true,
  removeLate: true,
  clear: true,
  find: true,
  prepare: true,
  lease: true,
  complete: true,
  [Symbol.asyncDispose]: true,
}

/** The same Target with some members replaced. All others are forwarded, optional ones too, and called on `target`. */
export function wrapTarget(target: Target, replaced: Replaced<Target>): Target {
  return forwardMembers(target, members, replaced)
}

/** The same of one of its jobs. */
export function wrapTargetJob(job: TargetJob, replaced: Replaced<TargetJob>): TargetJob {
  return forwardMembers(job, membersOfJob, replaced)
}

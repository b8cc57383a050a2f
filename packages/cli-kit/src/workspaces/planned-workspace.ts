import { type Target, wrapTarget, wrapTargetJob } from '@mlferry/core'

/** A workspace that a job would make: what the target is like, with nothing in it. For a dry run, which writes none of it. */
export function plannedWorkspace(target: Target): Target {
  return wrapTarget(target, {
    async begin(signal) {
      const nothing = { async *written() {}, find: undefined, show: undefined, async relink() {}, async complete() {} }
      return wrapTargetJob(await target.begin(signal), nothing)
    },
    workspaces: undefined,
    marks: undefined,
  })
}

import { mergedToNote } from '../identity/merged.ts'
import { sourceUriOf } from '../identity/source-uri-of.ts'
import type { Plan } from '../plan/plan-copy.ts'
import type { Unsettled } from '../report/copy-report.ts'
import type { Job } from './job.ts'
import { noteProblem } from './settle-links.ts'

/**
 * Notes what goes into objects of the target that stand for others, before what they hold does: see `TargetJob.noteMerged`. Resolves to what
 * went wrong: the next job tries it again.
 */
export async function noteMerged(kindName: string, plan: Plan, job: Job): Promise<readonly Unsettled[]> {
  const problems: Unsettled[] = []
  const { target, source, ids, signal } = job
  const kind = job.kinds.find(({ name, renames }) => name === kindName && renames)
  if (!kind || !target.noteMerged) return problems
  for (const all of [plan.steps, plan.unchanged, plan.kept]) {
    for (const step of all.get(kindName) ?? []) {
      // What is deleted takes no tag; one that was written is not, or not yet.
      const there = all !== plan.steps && step.earlier?.deleted ? undefined : ids.get(step.item.ref)
      const merged = there ? mergedToNote(step, kind, sourceUriOf(source)) : []
      if (there && merged.length > 0) await target.noteMerged(there, merged, signal).catch(noteProblem(there, problems))
    }
  }
  return problems
}

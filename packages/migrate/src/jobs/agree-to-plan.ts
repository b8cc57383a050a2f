import { type CopyResult, renderSummary } from '@mlferry/cli-kit'
import type { Questions } from '../questions/questions.ts'
import type { Road } from '../road/road.ts'
import type { RoadFile } from '../road/road-file.ts'
import { costLines } from './cost-lines.ts'
import { askAboutConflicts, askToCopy, conflictsOf, lossesOf } from './plan-questions.ts'

interface Agreeing {
  readonly file: RoadFile
  /** Absent: nobody is there to ask. */
  readonly questions: Questions | undefined
  readonly verbose: boolean
  readonly plan: (onConflict: Road['onConflict']) => Promise<CopyResult>
  readonly print: (text: string) => void
}

/** Shows the plan, and gets the answers that it needs before the first write. Throws as `askAboutConflicts` and `askToCopy`. */
export async function agreeToPlan({ file, questions, verbose, plan, print }: Agreeing): Promise<CopyResult> {
  const { onConflict } = file.road
  // Nobody has said what to do with names that are taken: a plan that fails for them finds them.
  let planned = await plan(onConflict ?? ['fail'])
  const conflicts = onConflict ? [] : conflictsOf(planned)
  if (conflicts.length > 0) {
    const rule = await askAboutConflicts(conflicts, questions)
    await file.note({ onConflict: rule })
    planned = await plan(rule)
  }
  print(`\n${renderSummary(planned, { verbose })}\n`)
  const { from = '', to = '', acceptsLosses = false } = file.road
  for (const line of costLines({ from, to, plan: planned })) print(line)
  if (questions || !acceptsLosses) await askToCopy(planned, questions)
  await file.note({
    acceptsLosses: acceptsLosses || lossesOf(planned) > 0,
    agreedAt: new Date().toISOString(),
    step: 'copy',
  })
  return planned
}

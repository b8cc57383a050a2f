import { type CopyResult, formatCount, objectName, UsageError } from '@mlferry/cli-kit'
import type { Questions } from '../questions/questions.ts'

type Planned = Pick<CopyResult, 'objects' | 'notCarried' | 'reportFile'>

const shown = 5

/** Objects whose name the target has from elsewhere: of a plan that fails for these. */
export function conflictsOf({ objects }: Pick<Planned, 'objects'>): CopyResult['objects'] {
  return objects.filter(({ problems }) => problems.some(({ code }) => code === 'ERR_NAME_TAKEN'))
}

/** Asks what to do with them. Throws UsageError where nobody is there to ask, an AbortError where the answer is to stop. */
export async function askAboutConflicts(
  conflicts: CopyResult['objects'],
  questions: Questions | undefined,
): Promise<readonly string[]> {
  const names = conflicts.slice(0, shown).map(objectName)
  const more = conflicts.length > shown ? `, and ${formatCount(conflicts.length - shown)} more` : ''
  const message = `The target has other objects of these names: ${names.join(', ')}${more}.`
  if (!questions) throw new UsageError(message, 'Give --on-conflict merge, rename, skip or fail.')
  const rule = await questions.choose({
    message: `${message} What to do with them?`,
    choices: [
      { value: 'merge', label: 'Merge', hint: 'they take in what is missing, and keep their own fields' },
      { value: 'rename', label: 'Rename', hint: 'those of the source arrive as <name>-2' },
      { value: 'skip', label: 'Skip', hint: 'those of the source stay out, with all that they hold' },
      { value: 'stop', label: 'Stop here' },
    ],
  })
  if (rule === 'stop') throw stopped()
  return [rule]
}

/** How many objects will not arrive whole. */
export function lossesOf({ objects, notCarried }: Planned): number {
  const affected = objects.filter(({ outcome, problems }) => outcome !== 'skipped' || problems.length > 0)
  return notCarried.reduce((sum, { count }) => sum + count, affected.length)
}

/** Asks once, before the first write. Throws UsageError for losses where nobody is there to ask, an AbortError where the answer is no. */
export async function askToCopy(plan: Planned, questions: Questions | undefined): Promise<void> {
  const losses = lossesOf(plan)
  const what = `${formatCount(losses)} ${losses === 1 ? 'object' : 'objects'} will not arrive whole`
  if (questions) {
    const message = losses > 0 ? `${what}, as the plan says. Copy now?` : 'Copy now?'
    if (!(await questions.confirm(message))) throw stopped()
  } else if (losses > 0) {
    const hint = `${plan.reportFile} names them. Give --accept-degraded, or leave kinds out with --exclude-kinds.`
    throw new UsageError(`${what}.`, hint)
  }
}

function stopped(): Error {
  return new DOMException('Stopped by an answer.', 'AbortError')
}

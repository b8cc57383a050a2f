import { refKey } from '@mlferry/core'
import type { Step } from '../plan/steps.ts'

/**
 * Steps that give an object of the target another name, in an order in which each finds its name free. Where names go round in a circle, one
 * of them takes a temporary name first. Pure.
 */
export function renamesFirst(steps: Iterable<Step>): readonly Step[] {
  const byName = new Map<string, Step>()
  for (const step of steps) if (step.earlier && takesNewName(step)) byName.set(step.earlier.key, step)
  const ordered = new Map<string, Step>()
  const visit = (step: Step, waiting: readonly Step[]) => {
    const key = refKey(step.item.ref)
    if (ordered.has(key)) return
    if (waiting.includes(step)) return void ordered.set(key, { ...step, viaTemporaryName: true })
    const holder = byName.get(step.item.key)
    if (holder) visit(holder, [...waiting, step])
    if (!ordered.has(key)) ordered.set(key, step)
  }
  for (const step of byName.values()) visit(step, [])
  return [...ordered.values()]
}

/** An original keeps its name. */
function takesNewName({ item, earlier, mark }: Step): boolean {
  return earlier?.ours === true && mark !== 'none' && earlier.key !== item.key
}

import { redact } from '@mlferry/core'
import type { FinishedEvent } from '@mlferry/engine'

/** An object as messages name it: `run 3f2a 'calm-pug-798'`. Titles come from stores: hostile until redacted. */
export function objectName({ ref, title }: Pick<FinishedEvent, 'ref' | 'title'>): string {
  return `${ref.kind} ${redact(ref.id, 100)}${title ? ` '${redact(title, 80)}'` : ''}`
}

/** How one object ended, with its reasons. */
export function objectLine(event: Pick<FinishedEvent, 'ref' | 'title' | 'outcome' | 'problems'>): string {
  const reasons = event.problems.map(({ message }) => redact(message, 300)).join('; ')
  return `${event.outcome} ${objectName(event)}${reasons ? `: ${reasons}` : ''}`
}

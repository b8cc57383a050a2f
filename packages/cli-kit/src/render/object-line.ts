import { redact } from '@mlferry/core'
import type { FinishedEvent } from '@mlferry/engine'

/** An object as messages name it: `run 3f2a 'calm-pug-798'`. Titles come from stores: hostile until redacted. */
export function objectName({ ref, title, workspace }: NamedObject): string {
  const where = workspace === undefined ? '' : ` in ${oneLine(workspace, 80)}`
  return `${ref.kind} ${oneLine(ref.id, 100)}${title ? ` '${oneLine(title, 80)}'` : ''}${where}`
}

type NamedObject = Pick<FinishedEvent, 'ref' | 'title'> & { readonly workspace?: string }

/** How one object ended, with its reasons. */
export function objectLine(event: Pick<FinishedEvent, 'ref' | 'title' | 'outcome' | 'problems'>): string {
  const reasons = event.problems.map(({ message }) => oneLine(message, 300)).join('; ')
  return `${event.outcome} ${objectName(event)}${reasons ? `: ${reasons}` : ''}`
}

/** Text from a store or server, fit for a line. */
export function oneLine(text: string, max: number): string {
  return redact(text.replace(/\s+/g, ' '), max)
}

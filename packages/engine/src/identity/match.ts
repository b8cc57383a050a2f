import type { Written } from '@mlferry/core'
import type { Relation } from './relation.ts'

/** What the target has of an object of the source. */
export interface Match {
  readonly written: Written
  readonly relation: Relation
  /** Every store has it from its start, and nothing tells that somebody works with it: the first object that comes takes it. */
  readonly free?: true
}

/** True: no copy of ours may change it, unless a flag says so. */
export function isOriginal({ relation }: Pick<Match, 'relation'>): boolean {
  return relation === 'itself' || relation === 'ancestor'
}

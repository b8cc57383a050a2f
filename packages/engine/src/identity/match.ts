import type { Written } from '@mlferry/core'

/** How an object of the target belongs to one of the source. */
export type Relation =
  /** It was copied from there: by an earlier job that went the same way. */
  | 'copy'
  /** The very same object: a copy onto itself, or a restore. */
  | 'itself'
  /** The one of the source is a copy of it: the way back. */
  | 'ancestor'
  /** It first came from the one of the source, by another road. */
  | 'descendant'
  /** Both came from one object, by different roads. */
  | 'relative'
  /** They have a name in common, and nothing else. */
  | 'other'

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

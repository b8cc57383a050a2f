/**
 * What becomes of an object whose name is held at the target by one that mlferry did not write.
 * `merge`: it takes in what is missing, and its own fields stay. `rename`: it arrives as `<name>-2`. `skip`: it stays out with all that it
 * holds. `fail`: it fails, with all that it holds. A version number is never given anew: where it is taken, `skip` passes over it, and
 * every other rule fails.
 */
export const conflictRules = ['merge', 'rename', 'skip', 'fail'] as const
export type ConflictRule = (typeof conflictRules)[number]

/** The rule for a kind. */
export type OnConflict = (kind: string) => ConflictRule

export const mergeAlways: OnConflict = () => 'merge'

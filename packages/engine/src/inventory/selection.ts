/** What to copy. Everything absent means all of it. */
export interface Selection {
  /** Experiments by name, id, or a name with `*`. */
  readonly experiments?: readonly string[]
  /** Just these runs, with the experiments that hold them. */
  readonly runIds?: readonly string[]
  /** Deleted experiments and runs too. */
  readonly includeDeleted?: boolean
  /** Runs that started at or after this, milliseconds since 1970. */
  readonly since?: number
  /** Runs that started before this, milliseconds since 1970. */
  readonly until?: number
}

/** Tells whether an experiment is asked for, and remembers which patterns nothing matched. */
export function experimentMatcher(patterns: readonly string[]) {
  const unmatched = new Set(patterns)
  const exact = new Set(patterns)
  const globs = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => ({ pattern, test: globTest(pattern) }))
  return {
    unmatched,
    matches(id: string, name: string): boolean {
      let found = false
      for (const each of [id, name]) {
        if (exact.has(each)) found = true
        unmatched.delete(each)
      }
      for (const { pattern, test } of globs) {
        if (!test.test(name)) continue
        found = true
        unmatched.delete(pattern)
      }
      return found
    },
  }
}

function globTest(pattern: string): RegExp {
  const literal = pattern.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, 'su')
}

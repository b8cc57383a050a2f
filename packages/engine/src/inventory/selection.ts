/** What to copy. Everything absent means all of it. What comes along with it is declared by each kind (`ObjectKind.needs`). */
export interface Selection {
  /** Experiments by name, id, or a name with `*`. */
  readonly experiments?: readonly string[] | undefined
  /** Just this experiment, by its id, deleted or not; with `runIds`: just runs of it. */
  readonly experimentId?: string | undefined
  /** Just these runs. */
  readonly runIds?: readonly string[] | undefined
  /** With runs: those that are nested below them too, at any depth. */
  readonly nestedRuns?: boolean | undefined
  /** Objects of one kind, all or by name, id, or a name with `*`; those of these experiments, which come in any case. */
  readonly objects?:
    | {
        readonly kind: string
        readonly names?: readonly string[] | undefined
        readonly experiments?: readonly string[] | undefined
      }
    | undefined
  /** Registered models by name, or a name with `*`. */
  readonly models?: readonly string[] | undefined
  /** With models: all other runs of the experiments that they bring, within `since` and `until`. */
  readonly allRuns?: boolean | undefined
  /** Just these logged models, or of the experiments all of them. */
  readonly loggedModels?: readonly string[] | 'all' | undefined
  /** Prompts by name, or a name with `*`. */
  readonly prompts?: readonly string[] | undefined
  /** Evaluation datasets by name, id, or a name with `*`. */
  readonly evaluationDatasets?: readonly string[] | undefined
  /** Just these numbers, of the registered models or prompts. */
  readonly versions?: readonly number[] | undefined
  /** Just versions in these stages, compared without regard to case. */
  readonly stages?: readonly string[] | undefined
  /** Just the newest version of each stage. */
  readonly latestVersions?: boolean | undefined
  /** Deleted experiments and runs too. */
  readonly includeDeleted?: boolean | undefined
  /** Runs and traces that started at or after this, milliseconds since 1970. */
  readonly since?: number | undefined
  /** Runs and traces that started before this, milliseconds since 1970. */
  readonly until?: number | undefined
  /** By kind: only objects that a condition in MLflow's filter syntax holds for. Runs and traces can be asked for so. */
  readonly filters?: Readonly<Record<string, string>> | undefined
}

/** Tells whether a name or id is asked for, and remembers which patterns nothing matched. */
export function nameMatcher(patterns: readonly string[]) {
  const unmatched = new Set(patterns)
  const exact = new Set(patterns)
  const globs = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => ({ pattern, test: globTest(pattern) }))
  return {
    unmatched,
    matches(name: string, id = name): boolean {
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

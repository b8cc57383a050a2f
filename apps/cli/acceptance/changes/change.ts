/** One change made in a target behind its back, which verify has to name. */
export interface Change {
  /** For messages: `params.value of run 3f2a`. */
  readonly title: string
  /** The target's ids of the objects that it is to be found on. */
  readonly ids: readonly string[]
  /** How the name of the field begins. undefined: the whole object is gone. */
  readonly field: string | undefined
  /** The id at the source of an object that is gone. */
  readonly source?: string | undefined
  /** What stands in its row, before and after, word by word: among it the ids that it refers to. Absent: nothing. */
  readonly words?: ReadonlySet<string>
  apply(): void
  undo(): void
}

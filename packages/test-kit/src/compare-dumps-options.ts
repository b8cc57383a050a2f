export interface CompareDumpsOptions {
  /**
   * How a run or logged model of the left is found on the right. Default `source-id`: by the tag `mlferry.source.id`, which names
   * the left one, the one that both were copied from, or (when the left is the copy) the right one.
   */
  readonly pairBy?: 'source-id' | 'name-and-start-time'
  /** Left names of experiments that have another name on the right. */
  readonly renamed?: Readonly<Record<string, string>>
  /** The same for registered models. */
  readonly renamedModels?: Readonly<Record<string, string>>
  /** Tags that may differ, besides `mlferry.*`: names, or beginnings of names that end in `*`. */
  readonly ignoreTags?: readonly string[]
  /** Beginnings of artifact paths that may differ. Default: `mlferry/`. */
  readonly ignoreArtifacts?: readonly string[]
  /** The right may hold other objects. Default: false. */
  readonly allowExtra?: boolean
  /** Compare registered models, versions, logged models and the links of runs to these. Default: true. */
  readonly models?: boolean
}

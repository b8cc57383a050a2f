import type { Ancestor } from '../objects/origin.ts'
import type { Link, Ref } from '../objects/ref.ts'

/** What an earlier copy left, read from the target itself. Also names objects of the target that mlferry did not write (`ours` false). */
export interface Written {
  /** The identity by which its kind recognises an earlier copy: a source id, or a name. */
  readonly key: string
  readonly target: Ref
  /** What holds it at the target. Always there where `key` is a name within its scope. */
  readonly scope?: Ref
  readonly ours: boolean
  /** Its id at the source, where `key` is a name and it is ours. */
  readonly source?: string
  /** What its mark says that it was copied from, nearest first. Absent: it has no mark; or the store keeps ids, and `key` tells. */
  readonly ancestors?: readonly Ancestor[]
  /** What went into it from elsewhere because it had its name, see `noteMerged`. Absent: nothing. */
  readonly merged?: readonly Ancestor[]
  /** When it was created at the target, where the ids of its kind repeat (see `idsRepeat`). Absent: not known. */
  readonly created?: number
  /** `contentOf` its fields as they are now. Absent: this listing does not show all of them. */
  readonly content?: string
  /** Where `content` is told: its links as they are now, by ids of the target. Absent: none. */
  readonly links?: readonly Link[]
  /** Fields of links that this listing does not show. */
  readonly unlisted?: readonly string[]
  /** Every store like this has it from the start, such as the experiment named Default: to have it is no conflict. */
  readonly builtIn?: true
  /** The fingerprint of its seal; undefined = unfinished, or not ours. */
  readonly sealed: string | undefined
  /** Where the seal may come with the creation: what of `ObjectKind.setLater` is there too. Absent: the seal was the last write. */
  readonly setLater?: readonly string[]
  readonly deleted: boolean
  /** Links to objects that were not there yet, by source ids. */
  readonly pending: readonly Link[]
}

export interface WrittenOptions {
  /** Scopes of which all objects are wanted, not only those with a mark: they may hold originals of what is copied. */
  readonly originalsIn?: (scope: Ref) => boolean
}

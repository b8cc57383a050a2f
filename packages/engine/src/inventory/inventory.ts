import type { Ancestor, Link, MlferryError, Ref, SpooledMap, SpoolPlace, Written } from '@mlferry/core'
import type { Match } from '../identity/match.ts'

/** What the source has that was asked for, and what the target has of it: all that a plan is made from. */
export interface Inventory {
  /** By kind, then by id, in the order of the listing. */
  readonly items: ReadonlyMap<string, SpooledMap<Item>>
  readonly unreadable: readonly UnreadableItem[]
  /** Left out by the rule for conflicts. */
  readonly skipped: readonly Item[]
  /** By kind. A seal counts only where all is there that is set after it. */
  readonly written: ReadonlyMap<string, WrittenOfKind>
  /** Not all that the source holds was asked for: the target may have objects that wait for what comes now. */
  readonly partly?: boolean
}

/** What the target has of a kind. */
export interface WrittenOfKind {
  /** What stands there for an object of the source. */
  match(item: Item): Match | undefined
  /** What holds it at the target is an original. */
  isInOriginal(item: Item): boolean
  /** What has the name of an object that it does not stand for, and gets another one in this job. */
  namesake(item: Item): Written | undefined
  /** For a kind that is recognised by ids: the same for an object that may be outside the selection. */
  byId(id: string): Written | undefined
  /** Earlier copies with links that are not set yet. */
  waiting(): Iterable<Written>
}

/** One object of the source; its header lies in the spool. There may be a million of them: so do items. */
export interface Item {
  readonly ref: Ref
  readonly scope: Ref | undefined
  /** The identity by which an earlier copy is recognised. */
  readonly key: string
  /** The same before anything was renamed on the way. */
  readonly listedKey: string
  /** When it was created at the source, where ids of its kind repeat. */
  readonly created: number | undefined
  /** What it was copied from itself, nearest first. */
  readonly ancestors: readonly Ancestor[]
  /** What else went into it, see `Header.merged`. */
  readonly merged: readonly Ancestor[]
  readonly links: readonly Link[]
  readonly fingerprint: string
  readonly unlisted: readonly string[]
  readonly settled: boolean
  readonly deleted: boolean
  readonly slot: SpoolPlace
  /** What is set after its creation, see `ObjectKind.setLater`. */
  readonly setLater: readonly string[]
  /** See `Header.forFiles`. */
  readonly forFiles: boolean
  /** Runs that have points of it, by their ids at the source. */
  readonly pointsOn: readonly string[]
  /** The object that needs it, where it was not selected itself. */
  readonly because?: Ref
}

export interface UnreadableItem {
  readonly ref: Ref
  readonly scope?: Ref
  readonly error: MlferryError
}

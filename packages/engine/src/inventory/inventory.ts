import type { Link, MlferryError, Ref, Written } from '@mlferry/core'
import type { SpoolSlot } from './header-spool.ts'

/** What the source has that was asked for, and what the target has of it: all that a plan is made from. */
export interface Inventory {
  readonly items: readonly Item[]
  readonly unreadable: readonly UnreadableItem[]
  /** Left out by the rule for conflicts. */
  readonly skipped: readonly Item[]
  /** By kind, then as `writtenKey` has it. */
  readonly written: ReadonlyMap<string, ReadonlyMap<string, Written>>
}

/** One object of the source; its header lies in the spool. There may be a million of them, so no more than this stays in memory. */
export interface Item {
  readonly ref: Ref
  readonly scope: Ref | undefined
  /** The identity by which an earlier copy is recognised. */
  readonly key: string
  readonly links: readonly Link[]
  readonly fingerprint: string
  readonly unlisted: readonly string[]
  readonly settled: boolean
  readonly deleted: boolean
  readonly slot: SpoolSlot
  /** What is set after its creation, see `ObjectKind.setLater`. */
  readonly setLater: readonly string[]
  /** Runs that have points of it, by their ids at the source. */
  readonly pointsOn: readonly string[]
}

export interface UnreadableItem {
  readonly ref: Ref
  readonly scope?: Ref
  readonly error: MlferryError
}

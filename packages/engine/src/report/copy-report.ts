import type { Ref } from '@mlferry/core'
import type { Along, LeftOut } from '../inventory/count-rest.ts'
import type { Waiting } from '../inventory/hold-back.ts'
import type { NotCarriedByDesign } from './not-carried-by-design.ts'
import type { Outcome, OutcomeCounts, Problem } from './outcome.ts'

export interface CopyReport {
  readonly source: string
  readonly target: string
  readonly kinds: Readonly<Record<string, OutcomeCounts>>
  /** Where several workspaces were copied: the same for each. */
  readonly workspaces?: Readonly<Record<string, CopyReport['kinds']>>
  /** Objects that are degraded, skipped or failed: the others are only counted. */
  readonly objects: readonly ObjectOutcome[]
  /** References to objects that are not at the target; a later job sets them when they are. */
  readonly pending: readonly PendingLink[]
  /** Objects that arrived, but whose links or deletion could not be settled in the end. */
  readonly unsettled: readonly Unsettled[]
  /** Names and ids that were asked for and that nothing at the source has. */
  readonly notFound: readonly string[]
  /** Fields that the target cannot set, by kind. */
  readonly notPortable: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Kinds that the source holds and the target does not, with the reason. */
  readonly notCarried: readonly NotCarried[]
  /** Objects that came along because others need them. */
  readonly along: readonly Along[]
  /** Objects that stay behind: where objects were asked for alone, and beside what was asked for of a directory. */
  readonly leftOut: readonly LeftOut[]
  /** Objects that are not written before what they name is there. */
  readonly waiting: readonly Waiting[]
  /** What mlferry leaves at every server, as far as the source has it; empty where just a part was asked for. */
  readonly notCarriedByDesign: readonly NotCarriedByDesign[]
  /**
   * Values and files of users that hold ids of the source, which are others at the target: they arrive as they are. Of files up to 1 MiB that
   * pass through here; where storage copies by itself, and in a dry run, none are looked into.
   */
  readonly sourceIds: { readonly values: number; readonly files: number }
  /** Objects of the source that are the target's own: it is the same server, or the source an export of it. Absent: none. */
  readonly itself?: number
  readonly points: number
  readonly files: number
  readonly bytes: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly durationSeconds: number
}

export interface ObjectOutcome {
  /** Where several workspaces were copied: the one that it is from. */
  readonly workspace?: string
  readonly ref: Ref
  readonly target?: Ref
  readonly title?: string
  readonly outcome: Outcome
  readonly problems: readonly Problem[]
}

export interface NotCarried {
  readonly kind: string
  /** Objects of it at the source. */
  readonly count: number
  readonly reason: string
}

export interface Unsettled {
  /** Where several workspaces were copied: the one that it is from. */
  readonly workspace?: string
  readonly target: Ref
  readonly problem: Problem
}

export interface PendingLink {
  /** Where several workspaces were copied: the one that it is from. */
  readonly workspace?: string
  readonly target: Ref
  readonly field: string
  readonly to: Ref
}

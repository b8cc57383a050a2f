import type { Capabilities, Header, ObjectKind, Source, Spool, TargetJob } from '@mlferry/core'
import type { OnConflict } from '../conflict/conflict-rule.ts'
import type { Selection } from './selection.ts'

/** All that an inventory is taken with. */
export interface InventoryContext {
  readonly source: Source
  readonly target: TargetJob
  /** Address of the target. */
  readonly targetLabel: string
  readonly kinds: readonly ObjectKind[]
  /** Kinds that the source holds and the target does not. */
  readonly notCarried: readonly ObjectKind[]
  readonly capabilities: Capabilities
  readonly selection: Selection
  readonly onConflict: OnConflict
  /** Applied to every header before anything else sees it: renames, extra tags. */
  readonly amend?: (header: Header) => Header
  /** Takes the headers, and all other lists of the job that may be long. */
  readonly spool: Spool
  readonly signal: AbortSignal
  /** Kinds of which nothing that is at the target counts: it is to be replaced. */
  readonly replace: readonly string[]
  /** Only copies count as the same, not originals: they are made beside these. */
  readonly asNewCopies: boolean
  /** Just the selected objects and what holds them. */
  readonly only?: boolean
  /** Counts what the source holds beside the selection. */
  readonly tellRest?: boolean
  readonly onListed?: (kind: string, count: number) => void
}

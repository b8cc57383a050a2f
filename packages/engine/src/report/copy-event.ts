import type { Ref } from '@mlferry/core'
import type { CopyReport } from './copy-report.ts'
import type { Outcome, Problem } from './outcome.ts'

/** What a job says while it runs; text, JSON and tables are renderers of these. */
export type CopyEvent =
  | { readonly type: 'listing'; readonly kind: string; readonly listed: number }
  | { readonly type: 'planned'; readonly kind: string; readonly total: number; readonly todo: number }
  | NotFoundEvent
  | ReplacingEvent
  | FinishedEvent
  | MovedEvent
  | StoppedEvent

/** Names and ids that were asked for and that nothing at the source has. The rest is done. */
export interface NotFoundEvent {
  readonly type: 'notFound'
  readonly names: readonly string[]
}

/** An object of the target that is deleted next, because it is to be replaced. */
export interface ReplacingEvent {
  readonly type: 'replacing'
  readonly kind: string
  readonly name: string
  /** Ids, at the target, of what it holds and what goes with it. */
  readonly holds: readonly string[]
}

/** The job ends early, by an error or on request: all that it did by then. The error follows. */
export interface StoppedEvent {
  readonly type: 'stopped'
  readonly report: CopyReport
}

/** Content that arrived. */
export interface MovedEvent {
  readonly type: 'moved'
  readonly points: number
  readonly files: number
  readonly bytes: number
}

export interface FinishedEvent {
  readonly type: 'finished'
  readonly ref: Ref
  /** The target's own; absent when nothing of it is there. */
  readonly target?: Ref
  readonly title?: string
  readonly outcome: Outcome
  readonly problems: readonly Problem[]
}

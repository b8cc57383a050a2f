import type { Source } from './source.ts'
import type { Target } from './target.ts'

/** What a store tells of itself besides its objects. Every member may be absent. */
export interface StoreFacts {
  /** The version of MLflow there, for people to read. Absent: there is none, or it is not known. */
  readonly version?: string | undefined
  /** The server of the model registry, where that is another one than `label` names. */
  readonly registry?: { readonly label: string; readonly version?: string | undefined } | undefined
  /**
   * The folder on this machine that the store is. Commands keep the report and the id map of a job below `.mlferry` in it, so a store
   * must not take that for an object. Absent: they go below the user's state folder.
   */
  readonly folder?: string
}

/** A source that a provider opened. Disposed once, after the last call, also where the job failed. */
export interface OpenedSource extends Source, StoreFacts, AsyncDisposable {
  /** What an earlier job put together, such as an export. Absent: the store lives, and holds whatever its users made. */
  readonly archive?: Archive
}

export interface Archive {
  /** What that job was asked for, as `CopyRequest.selection` had it. Absent: that is not known. */
  readonly asked?: Readonly<Record<string, unknown>>
}

/** A target that a provider opened. Disposed once, after the last call, also where the job failed. */
export interface OpenedTarget extends Target, StoreFacts, AsyncDisposable {
  /**
   * Called at most once, before it is disposed, when nothing was found to copy: takes away what opening made, so that the place can take
   * what was meant. Absent: opening makes nothing.
   */
  giveUp?(): Promise<void>
}

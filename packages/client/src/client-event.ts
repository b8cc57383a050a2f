import type { StoreWaiting } from '@mlferry/core'

/** What a client does besides answering. Without secrets. */
export type ClientEvent =
  /** Something the user should know that is no error. */
  | { readonly type: 'warning'; readonly message: string }
  /** A server answered an attempt, whatever it said; milliseconds until the head of its answer. */
  | {
      readonly type: 'answered'
      readonly method: string
      readonly path: string
      readonly status: number
      readonly milliseconds: number
    }
  /** An attempt failed, or has no answer after ten seconds, which is told once for each. */
  | (StoreWaiting & { readonly method: string; readonly path: string })

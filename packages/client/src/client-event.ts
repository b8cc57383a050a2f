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
  /** An attempt failed; the next one follows in `delay` milliseconds. */
  | {
      readonly type: 'retry'
      readonly method: string
      readonly path: string
      /** 1 for the first attempt. */
      readonly attempt: number
      /** How many there are at most. */
      readonly attempts: number
      readonly delay: number
      readonly reason: string
      /** False: nothing came back, or only part of an answer. */
      readonly answered: boolean
    }
  /** An attempt has no answer yet; told once for each, after ten seconds. It is given up after `timeout` milliseconds in all. */
  | {
      readonly type: 'unanswered'
      readonly method: string
      readonly path: string
      readonly attempt: number
      readonly milliseconds: number
      readonly timeout: number
    }

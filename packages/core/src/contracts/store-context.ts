import type { ArtifactRoot } from './artifact-root.ts'

/** A way to sign in, as far as every store knows it. `AuthProvider` of `@mlferry/client` is one. */
export interface SignIn {
  /** For messages. */
  readonly name: string
  /** Says by the address alone whether it signs in there: cheap, no I/O, never throws. */
  handles(address: string): boolean
}

/**
 * What one end of a job gives to its store. A store reads no global setting (`process.env`): both ends may be stores of one provider,
 * with two identities. Callbacks may be called at any time while the store is open, concurrently too, and never throw.
 */
export interface StoreContext<Auth extends SignIn = SignIn> {
  /** The settings of this end alone: `MLFERRY_FROM_X` and `MLFERRY_TO_X` are told as X. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts when the user gives up: what opening waits for ends with it. Every method of the store gets a signal of its own. */
  readonly signal: AbortSignal
  /** Ways to sign in that plugins bring: the first that handles an address is used, before those that a store knows itself. */
  readonly auth: readonly Auth[]
  /** Address of the model registry, where the user names another one. Told only to a provider with `takesRegistry`. */
  readonly registry?: string | undefined
  /** Requests under way at once. Default: the store's own choice. */
  readonly concurrency?: number | undefined
  /**
   * Opens the files at an address that an object names: a path, `file:` or `s3:`, with the settings of this end. Throws
   * ERR_ARTIFACTS_UNSUPPORTED for any other scheme.
   */
  openArtifacts(uri: string): Promise<ArtifactRoot>
  /** Tells the user of something that is no error. Without secrets. */
  onWarning(message: string): void
  /** Called for every answer of a server, repeated calls included: the pace of the job is measured by it. */
  onAnswer(answer: StoreAnswer): void
  /** The store waits for its server. */
  onWaiting(waiting: StoreWaiting): void
  /** Hides a password or token in everything that the command prints and writes. Called before its first use. */
  onSecret(secret: string): void
  /** The same for the name of a user, which may be a common word: it is hidden where it stands alone. */
  onUserName(name: string): void
}

export interface StoreAnswer {
  /** Until the head of the answer. */
  readonly milliseconds: number
}

/** A call that is waited for. `attempt` is 1 for the first try. */
export type StoreWaiting =
  /** A try failed; the next one follows in `delay` milliseconds. */
  | {
      readonly type: 'retry'
      readonly attempt: number
      /** How many there are at most. */
      readonly attempts: number
      readonly delay: number
      readonly reason: string
      /** False: nothing came back, or only part of an answer. */
      readonly answered: boolean
    }
  /** A try has no answer yet after `milliseconds`. It is given up after `timeout` milliseconds in all. */
  | {
      readonly type: 'unanswered'
      readonly attempt: number
      readonly milliseconds: number
      readonly timeout: number
    }

/** For a source. */
export interface SourceContext<Auth extends SignIn = SignIn> extends StoreContext<Auth> {
  /** Take what a job left that was interrupted, as far as it goes. Default: refuse it. */
  readonly allowIncomplete?: boolean | undefined
  /** The user wants everything: refuse a part of a larger store, and name the whole one. Default: take the part. */
  readonly whole?: boolean | undefined
}

/** For a target. */
export interface TargetContext<Auth extends SignIn = SignIn> extends StoreContext<Auth> {
  /** What is going to be written. Absent: nothing is, the target is asked what it holds, and opening makes nothing. */
  readonly request?: CopyRequest | undefined
}

/** What a job is going to write into a target. */
export interface CopyRequest {
  /** Where the objects come from: the address that provenance names, without secrets. */
  readonly source: { readonly label: string; readonly version?: string | undefined }
  /** What was asked for, as plain data. A store that goes on with an unfinished copy does so only for an equal selection and source. */
  readonly selection: Readonly<Record<string, unknown>>
  /** What the command is about: a store may choose its layout by it. Absent: everything that the source holds. */
  readonly subject?: Subject | undefined
  /** Nothing is going to be written: opening makes nothing, and says what stands in the way of the copy. */
  readonly dryRun: boolean
  /** Version of mlferry, for a note of who wrote it. */
  readonly mlferryVersion: string
}

/** Objects of a kind, or one of them. What they need to be whole comes along. */
export interface Subject {
  /** As `ObjectKind.name`. */
  readonly kind: string
  /** By name or id, as the user gave it. Absent: several of the kind. */
  readonly one?: string
}

/** For a diagnosis. */
export interface DiagnoseContext<Auth extends SignIn = SignIn> extends StoreContext<Auth> {
  /** The store is to be written: what writing needs is checked too. Nothing is left behind. */
  readonly write: boolean
  /** What would be created, where that is known: identities by kind, as for `TargetJob.prepare`. */
  readonly creating?: ReadonlyMap<string, Iterable<string>> | undefined
}

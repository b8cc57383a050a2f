import type { MlferryError } from '../errors/mlferry-error.ts'
import type { Ref } from '../objects/ref.ts'
import type { Capabilities } from './capabilities.ts'
import type { Finding } from './finding.ts'
import type { OpenedSource, OpenedTarget } from './opened-store.ts'
import type { DiagnoseContext, SignIn, SourceContext, StoreContext, TargetContext } from './store-context.ts'

/**
 * A way to open stores by their address. Ours and a stranger's take the same road: a list in code, or a plugin's hook `mlferry:stores`. A
 * provider has no state: it is asked for both ends of a job, also at the same time. Modules that take long to load are imported on the
 * first call that needs them, as every command asks all providers whose an address is. `Auth` is what it needs of ways to sign in.
 */
export interface StoreProvider<Auth extends SignIn = SignIn> {
  /** What its stores are, for messages: `tracking server`. */
  readonly name: string
  /** The addresses that it takes, for messages: `http://… or https://…`. */
  readonly addresses: string
  /**
   * Cheap. May look at a path, never at the network, and never throws; any text may come. The first provider that says yes is used: those
   * of plugins that the user installed are asked before ours.
   */
  handles(address: string, context: Pick<StoreContext<Auth>, 'auth'>): Promise<boolean>
  /** Its model registry may stand at another address, see `StoreContext.registry`. Absent: naming one is wrong usage. */
  readonly takesRegistry?: true
  /**
   * Called once for an address that it handles, before anything of it is listed. Rejects with a MlferryError that says what is wrong with
   * the address or the settings; what is wrong with one object is told when that is listed or read. Absent: its stores cannot be read.
   */
  openSource?(address: string, context: SourceContext<Auth>): Promise<OpenedSource>
  /** The same for a store that is to be written, or asked what copies left there. Absent: its stores cannot be written. */
  openTarget?(address: string, context: TargetContext<Auth>): Promise<OpenedTarget>
  /**
   * For `doctor`: a finding for each check, as they are made. It looks at the store as a copy would use it, and ends early where nothing
   * else can be known. Throws only what stops it: an abort, a bug. Absent: doctor opens the store, and says whether that worked.
   */
  diagnose?(address: string, context: DiagnoseContext<Auth>): AsyncIterable<Finding>
  /**
   * For `verify --input-dir`: reads everything that the store holds and compares it with what was noted when it was written. Throws what
   * `openSource` throws. Absent: the store has no such notes.
   */
  check?(address: string, context: SourceContext<Auth>): Promise<CheckedStore>
  /**
   * What a store of this sort with that version of MLflow holds, as far as the version tells: nothing is asked. For `info`, where no
   * address is given. Absent: the version tells nothing.
   */
  capabilitiesOfVersion?(version: string): Promise<Capabilities>
}

export interface CheckedStore {
  /** What was read, by the plural of its kind (`runs`), and `points`, `files`, `bytes`. */
  readonly counts: Readonly<Record<string, number>> & { readonly bytes: number }
  /** Empty: all of it can be read, and is as it was written. */
  readonly problems: readonly CheckProblem[]
}

export interface CheckProblem {
  /** Of the kind `file`: no object, but a file of the store by its path. */
  readonly ref: Ref
  readonly error: MlferryError
}

/**
 * What a plugin of the command line exports for the hook `mlferry:stores`. Called when a command opens its first store; an error is
 * reported with the plugin's name, and the other plugins still count. A plain type, so that a plugin needs no command-line framework.
 */
export type StoresHook = (options: object) => Promise<readonly StoreProvider[]>

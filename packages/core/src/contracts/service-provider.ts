import type { StoreContext } from './store-context.ts'

/**
 * A way to change the service that stands behind the address of an end, for as long as a job runs: SageMaker's own API is one. In the
 * command line, a plugin names the hook `mlferry:services`. A provider has no state.
 */
export interface ServiceProvider {
  /** For messages: `SageMaker`. */
  readonly name: string
  /** Says by the address alone whether the service is its own: cheap, no I/O, never throws. */
  handles(address: string): boolean
  /**
   * Called once for each end of a job that may change or foresee something, and once more at its end to put back what was changed, then
   * with another signal. Throws what is wrong with the address or the settings; asks the service nothing yet.
   */
  open(address: string, context: ServiceContext): Promise<ManagedService>
}

/** What a service can be told. `running` and `modelRegistration` are `on` or `off`, `size` is a word of the service. */
export type ServiceSetting = 'running' | 'size' | 'modelRegistration'

/** The service behind one address. Calls come one after the other. */
export interface ManagedService {
  /** For messages: `the tracking server team`. */
  readonly name: string
  /** As it is, or will be when what is under way is done. undefined: the service has no such setting. */
  get(setting: ServiceSetting): Promise<string | undefined>
  /**
   * Resolves when it is as wanted and the service can be used; for `running: off` when stopping has begun. May come while an earlier change is
   * under way, also when that was interrupted: waits for it first.
   */
  set(setting: ServiceSetting, value: string): Promise<void>
  /** The command line that sets it by hand. */
  byHand(setting: ServiceSetting, value: string): string
  /**
   * What the service makes besides of what a job is going to create (identities by kind), a sentence each. Called before the first write. Never
   * throws but for an abort: what cannot be known is left out. Absent: it makes nothing.
   */
  foresee?(creating: ReadonlyMap<string, Iterable<string>>): Promise<readonly string[]>
}

export interface ServiceContext extends Pick<StoreContext, 'env' | 'signal' | 'onWarning'> {
  /** A line for the user while a change is waited for. */
  onProgress(line: string): void
}

/** What a plugin of the command line exports for the hook `mlferry:services`. A plain type, so that a plugin needs no command-line framework. */
export type ServicesHook = (options: object) => Promise<readonly ServiceProvider[]>

import { redact, type ServiceProvider, type ServiceSetting, type StoreContext } from '@mlferry/core'
import type { End } from '../ends/environment-of-end.ts'
import { UsageError } from '../errors/usage-error.ts'
import { flagOfSetting, type WantedSettings } from '../flags/service-flags.ts'
import type { StatePlace } from '../job/state-dir.ts'
import { type ChangedService, ServiceChanges, type WantedSetting } from './service-changes.ts'

interface ServicesContext {
  readonly env: StatePlace['env']
  readonly providers: () => Promise<readonly ServiceProvider[]>
  /** A line for the user to read. */
  readonly note: (line: string) => void
}

/** An end as it was found. */
export interface ServedEnd {
  readonly address: string
  readonly context: Pick<StoreContext, 'env' | 'signal' | 'onWarning' | 'registry'>
}

/** What plugins can change at the services behind the ends of a command, and what the flags of the command ask for. */
export class EndServices {
  wanted: WantedSettings = { FROM: [], TO: [] }
  readonly #context: ServicesContext
  readonly #changes: ServiceChanges
  #target: ServedEnd | undefined

  constructor(context: ServicesContext) {
    this.#context = context
    this.#changes = new ServiceChanges(context)
  }

  /** Tells of settings, other than `except`, that an earlier command has left changed. */
  async tellLeft(address: string, except: readonly ServiceSetting[]): Promise<void> {
    await this.#changes.tellLeft(address, except)
  }

  /** Before an end is opened or looked at: tells the same of it, and makes the service of a source as wanted. */
  async foundEnd(end: End, found: ServedEnd): Promise<void> {
    const except = this.wanted[end].map(({ setting }) => setting)
    for (const { address } of [found, ofModels(found)]) await this.tellLeft(address, except)
    if (end === 'TO') return
    for (const wanted of this.wanted.FROM) await this.#changes.make(await this.#changeable(found, wanted), wanted)
  }

  /** Before a target is opened: whether its service can be as wanted, and takes over what an earlier command left. Changes nothing yet. */
  async beforeOpeningTarget(target: ServedEnd, { dryRun }: { readonly dryRun: boolean }): Promise<void> {
    this.#target = target
    for (const wanted of this.wanted.TO) {
      const changed = await this.#changeable(ofModels(target), wanted)
      if (!dryRun) await this.#changes.takeOver(changed, wanted)
    }
  }

  /** Before the first write of a job: makes the service of the target as wanted, and tells what it makes besides. */
  async beforeCreating(
    creating: ReadonlyMap<string, Iterable<string>>,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<void> {
    if (!this.#target) return
    const changed = await this.#open(ofModels(this.#target))
    if (!changed) return
    if (!dryRun) for (const wanted of this.wanted.TO) await this.#changes.make(changed, wanted)
    const foreseen = await changed.service.foresee?.(creating)
    for (const line of foreseen ?? []) this.#target.context.onWarning(line)
  }

  /** False: something could not be put back. It is told, and noted for the next command. */
  putBack(): Promise<boolean> {
    return this.#changes.putBack()
  }

  async #changeable(end: ServedEnd, wanted: WantedSetting): Promise<ChangedService> {
    const changed = await this.#open(end)
    if (changed && (await changed.service.get(wanted.setting)) !== undefined) return changed
    const [flag, where] = [flagOfSetting(wanted), redact(end.address, 500)]
    throw new UsageError(
      `${flag} cannot be used with ${where}: there is nothing that could be changed.`,
      `Leave ${flag} out.`,
    )
  }

  async #open({ address, context }: ServedEnd): Promise<ChangedService | undefined> {
    const provider = (await this.#context.providers()).find((each) => each.handles(address))
    if (!provider) return undefined
    const open = (signal: AbortSignal) => provider.open(address, { ...context, signal, onProgress: this.#context.note })
    // What is put back after Ctrl-C must not be stopped by it.
    const reopen = () => open(new AbortController().signal)
    return { address, service: await open(context.signal), reopen }
  }
}

/** Models are registered at the registry, where that is another server. */
function ofModels({ address, context }: ServedEnd): ServedEnd {
  return { address: context.registry ?? address, context }
}

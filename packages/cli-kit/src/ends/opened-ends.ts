import type { AuthProvider } from '@mlferry/client'
import {
  type CopyRequest,
  chooseStore,
  type DiagnoseContext,
  MlferryError,
  type OpenedSource,
  type OpenedTarget,
  redact,
  type ServiceProvider,
  type SourceContext,
  type StoreContext,
  type StoreProvider,
} from '@mlferry/core'
import type { Config } from '@oclif/core'
import { AnswerMeter } from '../job/answer-meter.ts'
import { WaitedServer, type WaitedServerOptions } from '../job/waited-server.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import { secretsInSettings } from '../secrets/secrets-in-settings.ts'
import { EndServices } from '../services/end-services.ts'
import { addressOfEnd } from './address-of-end.ts'
import { type End, environmentOfEnd } from './environment-of-end.ts'
import { gatherProviders } from './gather-providers.ts'
import { type NamedRegistry, refuseRegistry, registryUri } from './registry-uri.ts'

const noRegistry: NamedRegistry = { given: undefined, bothEnds: false }

interface EndsContext {
  readonly config: Config
  readonly signal: AbortSignal
  /** Learns what the ends sign in with. */
  readonly mask: SecretMask
  /** What is no error is for the user to read. */
  readonly onWarning: (message: string) => void
  /** What happens meanwhile, for the user to read. */
  readonly onProgress: (line: string) => void
  /** A server is waited for; undefined: it answers again. */
  readonly onWaiting: WaitedServerOptions['tell']
}

/** Requests under way at once, as `--concurrency` says. */
interface Pace {
  readonly concurrency?: number | undefined
}

/** A provider with the address of one end, and what it opens that with. */
interface FoundStore {
  readonly store: StoreProvider
  readonly address: string
  readonly context: StoreContext
}

/** What plugins bring. */
interface GatheredProviders {
  readonly stores: readonly StoreProvider[]
  readonly auth: readonly AuthProvider[]
  readonly services: readonly ServiceProvider[]
}

/** The stores of one command, opened by flag or variable and closed together. */
export class OpenedEnds implements AsyncDisposable {
  readonly meters: Readonly<Record<End, AnswerMeter>> = { FROM: new AnswerMeter(), TO: new AnswerMeter() }
  /** What the ends said that is no error. */
  readonly notes: string[] = []
  /** Servers of the registries, as flags name them. */
  registries: Readonly<Record<End, NamedRegistry>> = { FROM: noRegistry, TO: noRegistry }
  /** What is changed at their services for as long as the command runs. */
  readonly services: EndServices
  readonly #context: EndsContext
  readonly #opened: AsyncDisposable[] = []
  readonly #targets: OpenedTarget[] = []
  #gathered: Promise<GatheredProviders> | undefined
  #pointless = false

  constructor(context: EndsContext) {
    this.#context = context
    this.services = new EndServices({
      env: process.env,
      providers: async () => (await this.#providers()).services,
      note: (line) => context.onProgress(context.mask.text(line)),
    })
  }

  async source(
    end: End,
    given: string | undefined,
    options: Pace & Pick<SourceContext, 'allowIncomplete' | 'whole'> = {},
  ): Promise<OpenedSource> {
    const { store, address, context } = await this.#find(end, given)
    if (!store.openSource) throw oneWay(store, address, 'read')
    return this.#closeLater(await store.openSource(address, { ...context, ...options }))
  }

  async target(
    given: string | undefined,
    options: Pace & { readonly request?: Omit<CopyRequest, 'mlferryVersion'> } = {},
  ): Promise<OpenedTarget> {
    const { store, address, context } = await this.#find('TO', given)
    if (!store.openTarget) throw oneWay(store, address, 'written')
    const { request, concurrency } = options
    const mlferryVersion = this.#context.config.version
    await this.services.beforeOpeningTarget({ address, context }, { dryRun: request?.dryRun ?? true })
    const asked = request === undefined ? {} : { request: { ...request, mlferryVersion } }
    const opened = this.#closeLater(await store.openTarget(address, { ...context, concurrency, ...asked }))
    this.#targets.push(opened)
    return opened
  }

  /** The store of one end, to be diagnosed or checked by itself. */
  async found(end: End, given: string | undefined): Promise<FoundStore> {
    return this.#find(end, given)
  }

  /** All stores that plugins bring. */
  async stores(): Promise<readonly StoreProvider[]> {
    return (await this.#providers()).stores
  }

  /** Nothing was found to copy: targets that were made for it are taken away. */
  giveUp(): void {
    this.#pointless = true
  }

  #providers() {
    this.#gathered ??= this.#gather()
    return this.#gathered
  }

  async #gather(): Promise<GatheredProviders> {
    const gathering = { config: this.#context.config, warn: (message: string) => this.#warn(message) }
    const stores = await gatherProviders<StoreProvider>('mlferry:stores', gathering)
    const auth = await gatherProviders<AuthProvider>('mlferry:auth', gathering)
    const services = await gatherProviders<ServiceProvider>('mlferry:services', gathering)
    return { stores, auth, services }
  }

  async #find(end: End, given: string | undefined): Promise<FoundStore> {
    const env = environmentOfEnd(end, process.env)
    const address = addressOfEnd(end, given, env)
    this.#context.mask.add(secretsInSettings({ argv: [address], env: {} }))
    const { stores, auth } = await this.#providers()
    const store = await chooseStore(address, stores, { auth })
    const registry = this.registries[end]
    if (!store.takesRegistry) refuseRegistry(end, registry, store)
    const uri = store.takesRegistry ? registryUri(end, registry, process.env) : undefined
    // Another store cannot be the registry of this one: whose it is, or that it is nobody's, is said here.
    if (uri !== undefined && !(await store.handles(uri, { auth }))) await chooseStore(uri, [store], { auth })
    const context = this.#contextOf(end, address, { env, auth, registry: uri })
    await this.services.foundEnd(end, { address, context })
    return { store, address, context }
  }

  #contextOf(end: End, address: string, own: Pick<StoreContext, 'env' | 'auth' | 'registry'>): StoreContext {
    const { signal, mask, onWaiting: tell } = this.#context
    const waited = new WaitedServer({ server: redact(address), tell })
    const onWarning = (message: string) => this.#warn(message)
    return {
      ...own,
      signal,
      onWarning,
      onAnswer: (answer) => {
        this.meters[end].count(answer)
        waited.answered()
      },
      onWaiting: waited.waits,
      onSecret: (secret) => mask.add([secret]),
      onUserName: (name) => mask.addNames([name]),
      openArtifacts: this.#artifactsOf({ env: own.env, warn: onWarning }),
    }
  }

  #artifactsOf(end: { readonly env: StoreContext['env']; readonly warn: (message: string) => void }) {
    let open: StoreContext['openArtifacts'] | undefined
    return async (uri: string) => {
      // Loaded on first use.
      const { artifactsOfEnd } = await import('@mlferry/artifacts')
      open ??= artifactsOfEnd(end)
      return open(uri)
    }
  }

  #warn(message: string): void {
    const masked = this.#context.mask.text(message)
    this.notes.push(masked)
    this.#context.onWarning(masked)
  }

  #closeLater<Opened extends AsyncDisposable>(opened: Opened): Opened {
    this.#opened.push(opened)
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#pointless) for (const target of this.#targets) await target.giveUp?.().catch(() => {})
    for (const opened of this.#opened.reverse()) await closeQuietly(opened)
  }
}

export type DiagnosisOptions = Pick<DiagnoseContext, 'write' | 'creating'>

function oneWay({ name }: StoreProvider, address: string, how: 'read' | 'written'): MlferryError {
  const message = `${redact(address, 500)} is the address of a store that cannot be ${how}: ${name}.`
  return new MlferryError('ERR_STORE_UNSUPPORTED', message)
}

/** The job's own error or result counts, not how a connection ended. */
async function closeQuietly(opened: AsyncDisposable): Promise<void> {
  try {
    await opened[Symbol.asyncDispose]()
  } catch {}
}

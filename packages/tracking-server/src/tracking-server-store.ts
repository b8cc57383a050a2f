import { access } from 'node:fs/promises'
import type { AuthProvider } from '@mlferry/client'
import { redact, type StoreContext, type StoreProvider } from '@mlferry/core'
import type { TrackingServer } from './tracking-server.ts'
import type { TrackingServerOptions } from './tracking-server-options.ts'

/** Tracking servers, for a list of stores. Modules are loaded on first use: every command asks whether an address is one of a server. */
export const trackingServerStore: StoreProvider<AuthProvider> = {
  name: 'tracking server',
  addresses: 'http://…, https://…, or what a plugin signs in at',
  takesRegistry: true,
  async handles(address, { auth }) {
    return serverAddress.test(address) || auth.some((each) => each.handles(address)) || (await isBareHost(address))
  },
  openSource: open,
  openTarget: open,
  async *diagnose(address, { write, creating, ...context }) {
    const { diagnoseRegistry, diagnoseServer } = await import('./doctor/diagnose-server.ts')
    const { otherRegistry } = await import('./server/other-registry.ts')
    const modelNames = [...(creating?.get('registeredModel') ?? [])]
    const options = { ...(await optionsOf(address, context)), write, modelNames }
    yield* diagnoseServer(options)
    const registry = redact(otherRegistry(options) ?? '')
    for await (const finding of diagnoseRegistry(options)) yield { ...finding, registry }
  },
  async capabilitiesOfVersion(version) {
    const { declaredCapabilities } = await import('./declared-capabilities.ts')
    return declaredCapabilities({ version })
  },
}

/** `arn:` and `x+https:` too, where no plugin signs in there: the client says which one is missing. So it does for `host:5000`. */
const serverAddress = /^(?:(?:[a-z][a-z0-9.-]*\+)?https?:|arn:|[^:/\\]+:\d+(?:\/|$))/i

/** The name of a host alone, and of nothing that lies here: the client says what is missing. */
async function isBareHost(address: string): Promise<boolean> {
  if (!/^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})$/i.test(address)) return false
  return access(address).then(
    () => false,
    () => true,
  )
}

async function open(address: string, context: StoreContext<AuthProvider>): Promise<TrackingServer> {
  const { openTrackingServer } = await import('./open-tracking-server.ts')
  return openTrackingServer(await optionsOf(address, context))
}

async function optionsOf(trackingUri: string, context: StoreContext<AuthProvider>): Promise<TrackingServerOptions> {
  const { env, auth, signal, registry, concurrency } = context
  const { readCredentials } = await import('@mlferry/client')
  const { username, password } = await readCredentials(env)
  if (password !== undefined) context.onSecret(password)
  if (username !== undefined) context.onUserName(username)
  return {
    trackingUri,
    registryUri: registry,
    env,
    auth,
    signal,
    ...(concurrency === undefined ? {} : { concurrency }),
    onAnswer: (answer) => context.onAnswer(answer),
    onWaiting: (waiting) => context.onWaiting(waiting),
    onWarning: (message) => context.onWarning(message),
  }
}

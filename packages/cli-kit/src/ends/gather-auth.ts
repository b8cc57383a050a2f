import type { AuthHook, AuthProvider } from '@mlferry/client'
import { redact } from '@mlferry/core'
import type { Interfaces } from '@oclif/core'

interface AuthContext {
  readonly config: Interfaces.Config
  readonly warn: (message: string) => void
}

/** Ways to sign in that plugins bring through the hook `mlferry:auth`. A plugin that fails is named, the others count. */
export async function gatherAuth({ config, warn }: AuthContext): Promise<readonly AuthProvider[]> {
  const captureErrors = true
  const { successes, failures } = await config.runHook('mlferry:auth', {}, undefined, captureErrors)
  for (const { error, plugin } of failures) {
    warn(`The plugin ${plugin.name} brings no way to sign in, its hook failed: ${redact(error.message)}`)
  }
  const providers: AuthProvider[] = []
  for (const { result, plugin } of successes as readonly {
    result: Awaited<ReturnType<AuthHook>>
    plugin: Interfaces.Plugin
  }[]) {
    if (Array.isArray(result)) providers.push(...result)
    else warn(`The plugin ${plugin.name} brings no way to sign in: its hook did not return a list of providers.`)
  }
  return providers
}

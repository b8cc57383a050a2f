import { redact } from '@mlferry/core'
import type { Interfaces } from '@oclif/core'

const brought = {
  'mlferry:auth': 'way to sign in',
  'mlferry:stores': 'store',
  'mlferry:services': 'service',
} as const

interface GatheringContext {
  readonly config: Pick<Interfaces.Config, 'pjson' | 'runHook'>
  readonly warn: (message: string) => void
}

/**
 * What plugins bring through one of these hooks: those that the user installed first, by name, then ours in the order of the command's
 * list. A plugin that fails is named, the others count.
 */
export async function gatherProviders<Provider>(
  hook: keyof typeof brought,
  { config, warn }: GatheringContext,
): Promise<readonly Provider[]> {
  const what = brought[hook]
  const captureErrors = true
  const { successes, failures } = await config.runHook(hook, {}, undefined, captureErrors)
  for (const { error, plugin } of failures) {
    warn(`The plugin ${plugin.name} brings no ${what}, because its hook failed: ${redact(error.message)}`)
  }
  // Hooks run side by side, and come back in any order.
  const ours = config.pjson.oclif?.plugins ?? []
  const rank = ({ plugin: { name } }: { plugin: Interfaces.Plugin }) => ours.indexOf(name)
  const byName = successes.toSorted((a, b) => (a.plugin.name < b.plugin.name ? -1 : 1))
  const providers: Provider[] = []
  for (const { result, plugin } of byName.sort((a, b) => rank(a) - rank(b))) {
    if (Array.isArray(result)) providers.push(...result)
    else warn(`The plugin ${plugin.name} brings no ${what}: its hook did not return a list of providers.`)
  }
  return providers
}

import type { Capabilities } from '@mlferry/core'

/** What a server of an MLflow version holds, as far as the version tells: nothing is asked. */
export async function declaredServer(version: string): Promise<Capabilities> {
  // Loaded on first use: help and version start without it.
  const { declaredCapabilities } = await import('@mlferry/tracking-server')
  return declaredCapabilities({ version })
}

import { type CopyReport, copy, type Selection } from '@mlferry/engine'
import type { MlflowServer, SeparateRegistry } from '@mlferry/test-kit'
import { openTrackingServer } from '../src/open-tracking-server.ts'

interface Copying {
  readonly to: MlflowServer
  readonly of: 'both' | 'tracking' | 'registry'
  readonly selection?: Selection
}

/** Copies what one of two servers holds, or both, into one. */
export async function copySeparate(
  { tracking, registry, moto: { env } }: SeparateRegistry,
  { to, of, selection = {} }: Copying,
): Promise<CopyReport> {
  const trackingUri = of === 'registry' ? registry.url : tracking.url
  const registryUri = of === 'both' ? registry.url : undefined
  await using source = await openTrackingServer({ trackingUri, registryUri, env })
  await using target = await openTrackingServer({ trackingUri: to.url, env })
  return await copy({ source, target, selection })
}

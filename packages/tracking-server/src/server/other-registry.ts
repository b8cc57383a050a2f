import type { TrackingServerOptions } from '../tracking-server-options.ts'

/** The address of the model registry where it is another server than the tracking server, which is MLflow's default. */
export function otherRegistry({
  trackingUri,
  registryUri = '',
}: Pick<TrackingServerOptions, 'trackingUri' | 'registryUri'>): string | undefined {
  const registry = plain(registryUri)
  return registry === '' || registry === plain(trackingUri) ? undefined : registry
}

function plain(uri: string): string {
  return uri.trim().replace(/\/+$/, '')
}

import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import { MlferryError } from '@mlferry/core'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import type { TrackingServerSize } from '../control-plane/tracking-servers.ts'
import type { ManagedServer } from './managed-server.ts'
import { registrationMode } from './registration-mode.ts'
import { isSettled, type WaitOptions, waitForServer } from './wait-for-server.ts'

/** Waits for what was asked for. */
export type Wait = (options: WaitOptions) => Promise<ManagedServer>

/** Starts a tracking server; one that is started, or on its way, is left alone. Throws ERR_WRONG_PRODUCT, and what `call` throws. */
export async function startServer(plane: ControlPlane, arn: SagemakerArn, now: ManagedServer): Promise<Wait> {
  const TrackingServerName = trackingServerName(arn, 'An App is always started.')
  if (now.status === 'Stopped' || now.status === 'StartFailed') {
    await plane.call('StartMlflowTrackingServer', { TrackingServerName })
  }
  // A description may show for a moment what was before.
  return (options) => waitForServer(plane, arn, { ...options, until: (server) => isSettled(server) && !server.stopped })
}

/** Stops a tracking server; one that is stopped, or on its way, is left alone. Throws as `startServer`. */
export async function stopServer(plane: ControlPlane, arn: SagemakerArn, now: ManagedServer): Promise<Wait> {
  const TrackingServerName = trackingServerName(arn, 'An App cannot be stopped: it costs nothing while nobody uses it.')
  if (!now.status.startsWith('Stopp')) await plane.call('StopMlflowTrackingServer', { TrackingServerName })
  return (options) => waitForServer(plane, arn, { ...options, until: ({ status }) => status === 'Stopped' })
}

/** Gives a tracking server another size: how many requests it takes at once. Throws as `startServer`. */
export async function resizeServer(
  plane: ControlPlane,
  arn: SagemakerArn,
  { now, size }: { readonly now: ManagedServer; readonly size: TrackingServerSize },
): Promise<Wait> {
  const TrackingServerName = trackingServerName(arn, 'An App has no size: it grows by itself.')
  if (now.size !== size) {
    // An update that leaves the registration mode out would change it.
    const mode = { AutomaticModelRegistration: now.registersModels === true }
    await plane.call('UpdateMlflowTrackingServer', { TrackingServerName, TrackingServerSize: size, ...mode })
  }
  return (options) =>
    waitForServer(plane, arn, { ...options, until: (server) => server.size === size && isSettled(server) })
}

/** Switches automatic model registration, of an App or a tracking server; what is so already is left alone. Throws what `call` throws. */
export async function registerModels(
  plane: ControlPlane,
  arn: SagemakerArn,
  { now, on }: { readonly now: ManagedServer; readonly on: boolean },
): Promise<Wait> {
  const isSo = (server: ManagedServer) => (server.registersModels === true) === on
  if (!isSo(now)) {
    if (arn.type === 'mlflow-app')
      await plane.call('UpdateMlflowApp', { Arn: arn.arn, ModelRegistrationMode: registrationMode(on) })
    else await plane.call('UpdateMlflowTrackingServer', { TrackingServerName: arn.id, AutomaticModelRegistration: on })
  }
  return (options) => waitForServer(plane, arn, { ...options, until: (server) => isSo(server) && isSettled(server) })
}

function trackingServerName({ type, id }: SagemakerArn, instead: string): string {
  if (type === 'mlflow-tracking-server') return id
  throw new MlferryError('ERR_WRONG_PRODUCT', `This is an App, not a tracking server. ${instead}`)
}

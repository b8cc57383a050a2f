import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import { MlferryError } from '@mlferry/core'
import { ControlPlaneError } from '../control-plane/control-plane-error.ts'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { describeServer } from './describe-server.ts'
import type { ManagedServer } from './managed-server.ts'

export interface WaitOptions {
  /** What is waited for, asked of each description. Default: that no status is passing, and none failed. */
  readonly until?: (server: ManagedServer) => boolean
  /** Milliseconds between two descriptions; the first comes after five seconds at the latest. Default: 15 s, servers 30 s. */
  readonly every?: number
  /** Milliseconds. Default: 15 minutes, tracking servers 40. */
  readonly atMost?: number
  /** Told of each description that is not what is waited for, with the milliseconds so far. */
  readonly onWaiting?: (server: ManagedServer, elapsed: number) => void
}

const minute = 60_000

/**
 * Describes a server until it is what is waited for, or its status is a failure. Aborting leaves the server as it is. Throws ERR_SERVER_STATE, ERR_STILL_WAITING, and what `call` throws.
 */
export async function waitForServer(
  plane: ControlPlane,
  arn: SagemakerArn,
  options: WaitOptions = {},
): Promise<ManagedServer> {
  const isApp = arn.type === 'mlflow-app'
  const { until = isSettled, onWaiting = () => {} } = options
  const { every = isApp ? 15_000 : 30_000, atMost = (isApp ? 15 : 40) * minute } = options
  const { clock, signal } = plane
  const begun = clock.now()
  for (let pause = Math.min(every, 5_000); ; pause = every) {
    const server = await describeServer(plane, arn)
    if (until(server)) return server
    if (server.status.endsWith('Failed')) throw inFailedState(server)
    const elapsed = clock.now() - begun
    onWaiting(server, elapsed)
    if (elapsed + pause > atMost) throw stillWaiting(server, elapsed)
    await clock.sleep(pause, signal)
  }
}

/** Waits until a server that is being deleted is gone. Throws as `waitForServer`. */
export async function waitUntilGone(plane: ControlPlane, arn: SagemakerArn, options: WaitOptions = {}): Promise<void> {
  try {
    // Apps may be described as Deleted for a while.
    await waitForServer(plane, arn, { ...options, until: ({ status }) => status === 'Deleted' })
  } catch (error) {
    if (!(error instanceof ControlPlaneError && error.code === 'ERR_NOT_FOUND')) throw error
  }
}

/** No status is passing, and none failed. */
export function isSettled(server: ManagedServer): boolean {
  return isAtRest(server) && !server.status.endsWith('Failed')
}

/** No status is passing; the last change may have failed. */
export function isAtRest({ status, inMaintenance }: ManagedServer): boolean {
  return !/(ing|InProgress)$/.test(status) && !inMaintenance
}

/** No answer of SageMaker has a reason. */
function inFailedState({ name, status, arn, role, artifactStore }: ManagedServer): MlferryError {
  const causes =
    status === 'CreateFailed'
      ? ` Check the trust policy of ${role ?? 'its role'}, that the bucket of ${artifactStore ?? 'its store'} is in this region, and the grant of its KMS key; then delete it and try again.`
      : ' Look at it in the SageMaker console, and try again.'
  return new MlferryError('ERR_SERVER_STATE', `${name} is ${status} (${arn}).`, {
    hint: `SageMaker gives no reason.${causes}`,
  })
}

function stillWaiting({ name, status, arn }: ManagedServer, elapsed: number): MlferryError {
  const message = `${name} is still ${status} after ${Math.round(elapsed / minute)} minutes.`
  return new MlferryError('ERR_STILL_WAITING', message, { hint: `Go on waiting: mlferry sagemaker wait ${arn}` })
}

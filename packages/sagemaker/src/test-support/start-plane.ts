import {
  type ControlPlaneOptions,
  defaultUser,
  keysEnv,
  openSessions,
  placesEnv,
  type ControlPlane as StandIn,
  startControlPlane,
} from '@mlferry/test-kit'
import { type ControlPlane, openControlPlane } from '../control-plane/open-control-plane.ts'

export const region = 'eu-west-1'
export const role = 'arn:aws:iam::123456789012:role/mlflow'
export const store = 's3://churn-mlflow/artifacts'
export const appArn = `arn:aws:sagemaker:${region}:123456789012:mlflow-app/app-FIRST`
export const serverArn = `arn:aws:sagemaker:${region}:123456789012:mlflow-tracking-server/old-one`

export const app = {
  arn: appArn,
  description: {
    ...{ Name: 'churn', Status: 'Created', MlflowVersion: '3.10.1', ArtifactStoreUri: store, RoleArn: role },
    ...{ ModelRegistrationMode: 'AutoModelRegistrationDisabled', AccountDefaultStatus: 'ENABLED' },
  },
}

export const trackingServer = {
  arn: serverArn,
  description: {
    ...{ TrackingServerStatus: 'Started', IsActive: 'Active', MlflowVersion: '2.16.2', TrackingServerSize: 'Small' },
    ...{ ArtifactStoreUri: 's3://old-mlflow/artifacts', RoleArn: role, AutomaticModelRegistration: false },
  },
}

export interface Started extends AsyncDisposable {
  readonly standIn: StandIn
  readonly plane: ControlPlane
  /** What commands need to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds that were slept so far; nobody waited. */
  slept(): number
}

/** The stand-in, and a control plane that asks it, with a clock that takes no time. */
export async function startPlane(options: Partial<ControlPlaneOptions> = {}): Promise<Started> {
  const standIn = await startControlPlane({ region, sessions: openSessions([defaultUser]), ...options })
  const { url } = standIn
  const env = {
    ...placesEnv({ region, arn: appArn, endpoint: url, controlPlane: url, s3: url }),
    ...keysEnv(defaultUser),
  }
  let now = 0
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
  }
  const plane = await openControlPlane({ env, clock })
  return { standIn, plane, env, slept: () => now, [Symbol.asyncDispose]: standIn[Symbol.asyncDispose] }
}

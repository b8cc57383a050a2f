import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'
import { type ManagedServer, managedApp, managedTrackingServer } from './managed-server.ts'

/** What SageMaker says of an App or a tracking server of the control plane's region. Throws ControlPlaneError. */
export async function describeServer(plane: ControlPlane, { type, arn, id }: SagemakerArn): Promise<ManagedServer> {
  return type === 'mlflow-app'
    ? managedApp({ Arn: arn, ...(await plane.call('DescribeMlflowApp', { Arn: arn })) })
    : managedTrackingServer({
        TrackingServerArn: arn,
        ...(await plane.call('DescribeMlflowTrackingServer', { TrackingServerName: id })),
      })
}

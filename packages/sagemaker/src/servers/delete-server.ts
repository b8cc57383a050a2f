import type { SagemakerArn } from '@mlferry/auth-sagemaker'
import type { ControlPlane } from '../control-plane/open-control-plane.ts'

/** Asks for the end of an App or a tracking server, with all its metadata. What lies in S3 stays. Throws what `call` throws. */
export async function deleteServer(plane: ControlPlane, { type, arn, id }: SagemakerArn): Promise<void> {
  if (type === 'mlflow-app') await plane.call('DeleteMlflowApp', { Arn: arn })
  else await plane.call('DeleteMlflowTrackingServer', { TrackingServerName: id })
}

import type { StandInUser } from './sagemaker-sessions.ts'

interface Places {
  readonly region: string
  readonly arn: string
  readonly endpoint: string
  readonly controlPlane: string
  readonly s3: string
}

/** Where a client finds the service, S3, STS and the control plane: the variables of MLflow, its plugin and the AWS SDKs. */
export function placesEnv({ region, arn, endpoint, controlPlane, s3 }: Places): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_STS: s3,
    AWS_ENDPOINT_URL_SAGEMAKER: controlPlane,
    SAGEMAKER_ENDPOINT_URL: controlPlane,
    MLFLOW_TRACKING_URI: arn,
    MLFLOW_S3_ENDPOINT_URL: s3,
    SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: endpoint,
  }
}

export function keysEnv({ accessKeyId, secretAccessKey, sessionToken }: StandInUser): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  }
}

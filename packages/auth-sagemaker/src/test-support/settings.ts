import { secret } from '@mlferry/test-kit'

export const appArn = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH'
export const serverArn = 'arn:aws:sagemaker:us-east-2:123456789012:mlflow-tracking-server/old-one'

/** No waiting between attempts. */
export const quick = {
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0',
  MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
}

export const keysOf = (accessKeyId: string, key = secret('key')) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: key,
})

export const app = {
  service: 'sagemaker',
  region: 'eu-west-1',
  signedHeaders: ['x-sm-mlflow-app-arn', 'x-amz-content-sha256'],
  credentials: () => ({ secretAccessKey: secret('key') }),
}

export const trackingServer = {
  service: 'sagemaker-mlflow',
  region: 'us-east-2',
  signedHeaders: ['x-mlflow-sm-tracking-server-arn', 'x-amz-content-sha256'],
  credentials: () => ({ secretAccessKey: secret('key') }),
}

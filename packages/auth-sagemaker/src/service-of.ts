import { MlferryError } from '@mlferry/core'
import type { SagemakerArn } from './sagemaker-arn.ts'

/** How requests of one kind of server are signed and sent. */
export interface Service {
  readonly baseUrl: URL
  /** The name of the service in a signature. */
  readonly signingName: string
  /** Names the server: all of a region share one address. */
  readonly arnHeader: string
}

const kinds = {
  'mlflow-app': {
    signingName: 'sagemaker',
    arnHeader: 'x-sm-mlflow-app-arn',
    host: (region: string) => `mlflow.sagemaker.${region}.app.aws`,
  },
  'mlflow-tracking-server': {
    signingName: 'sagemaker-mlflow',
    arnHeader: 'x-mlflow-sm-tracking-server-arn',
    host: (region: string) => `${region}.experiments.sagemaker.aws`,
  },
}

// Those of which the names of the hosts are known.
const partitions = new Set(['aws', 'aws-us-gov'])

/** `endpoint` is SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT. Throws ERR_PARTITION_UNSUPPORTED, ERR_INVALID_SETTING. */
export function serviceOf({ type, region, partition }: SagemakerArn, endpoint: string | undefined): Service {
  const { signingName, arnHeader, host } = kinds[type]
  if (endpoint) return { baseUrl: customEndpoint(endpoint), signingName, arnHeader }
  if (!partitions.has(partition)) {
    throw new MlferryError('ERR_PARTITION_UNSUPPORTED', `SageMaker offers no MLflow in the partition ${partition}.`, {
      hint: 'Name its address in SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT if there is one by now.',
    })
  }
  return { baseUrl: new URL(`https://${host(region)}`), signingName, arnHeader }
}

function customEndpoint(endpoint: string): URL {
  const url = URL.parse(endpoint)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    const message = 'SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT must be an http:// or https:// address.'
    throw new MlferryError('ERR_INVALID_SETTING', message)
  }
  return url
}

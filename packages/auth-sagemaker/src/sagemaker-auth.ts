import type { AuthProvider, AuthSession, EndContext } from '@mlferry/client'
import { explainRefusal } from './explain/explain-refusal.ts'
import { parseSagemakerArn } from './sagemaker-arn.ts'
import { serviceOf } from './service-of.ts'

/**
 * Connects `arn:aws:sagemaker:…:mlflow-app/…` and `…:mlflow-tracking-server/…` as AWS's own plugin for the Python client does, with
 * the AWS settings of that end. Every ARN is handled: one that names something else is refused with what is wrong in it.
 */
export function sagemakerAuth(): AuthProvider {
  return { name: 'sagemaker', handles: (uri) => uri.startsWith('arn:'), connect }
}

async function connect(uri: string, { env, signal, warn }: EndContext): Promise<AuthSession> {
  const arn = parseSagemakerArn(uri)
  const service = serviceOf(arn, env.SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT)
  // Loaded on first use: a client of another server never needs them.
  const [{ sagemakerIdentity }, { createSigner }, { checkService }] = await Promise.all([
    import('./sagemaker-identity.ts'),
    import('./create-signer.ts'),
    import('./service/check-service.ts'),
  ])
  const { own, identity } = await sagemakerIdentity({ env, defaultRegion: arn.region, warn, signal })
  await identity.credentials()
  return {
    baseUrl: service.baseUrl,
    sign: createSigner({ arn, service, credentials: identity.credentials }),
    // What is not allowed stays so with new credentials of the same identity.
    refresh: async (refused) => !/not authorized/i.test(refused.message) && identity.renew(),
    explain: (error) => explainRefusal(error, { arn, source: identity.source }),
    // As in the Python plugin, a role in SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN is for the API of MLflow alone.
    aws: { region: own.region, credentials: own.credentials, renew: own.renew },
    service: checkService({ arn, env, credentials: identity.credentials, source: identity.source }),
  }
}

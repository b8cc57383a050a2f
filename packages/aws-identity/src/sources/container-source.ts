import type { CredentialSource } from '../renewing-credentials.ts'
import type { Env } from '../settings/aws-settings.ts'
import { noCredentials } from './no-credentials.ts'

/** The credential endpoint of ECS, EKS Pod Identity, SageMaker Studio and CloudShell. */
export function containerSource(env: Env): CredentialSource {
  const name = 'the container (AWS_CONTAINER_CREDENTIALS_*)'
  return {
    name,
    renewable: true,
    async load() {
      try {
        const { fromHttp } = await import('@aws-sdk/credential-providers')
        return await fromHttp(containerOptions(env))()
      } catch (cause) {
        throw noCredentials({ name, hint: 'Has the task, pod or space a role?', cause })
      }
    },
  }
}

/** All four, because the SDK takes from process.env what is undefined. */
export function containerOptions(env: Env) {
  const tokenFile = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE ?? ''
  return {
    awsContainerCredentialsRelativeUri: env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ?? '',
    awsContainerCredentialsFullUri: env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '',
    awsContainerAuthorizationToken: tokenFile ? '' : (env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? ''),
    awsContainerAuthorizationTokenFile: tokenFile,
  }
}

import type { CredentialSource } from '../renewing-credentials.ts'
import type { AwsSettings } from '../settings/aws-settings.ts'
import { stsClientConfig } from '../settings/sts-client-config.ts'
import { noCredentials } from './no-credentials.ts'

/** A token in a file, as on EKS; read again for every renewal. */
export function webIdentitySource(settings: AwsSettings): CredentialSource {
  const { env } = settings
  const name = 'AWS_WEB_IDENTITY_TOKEN_FILE'
  return {
    name,
    renewable: true,
    async load() {
      const { fromTokenFile } = await import('@aws-sdk/credential-providers')
      const provider = fromTokenFile({
        webIdentityTokenFile: env.AWS_WEB_IDENTITY_TOKEN_FILE ?? '',
        roleArn: env.AWS_ROLE_ARN ?? '',
        roleSessionName: env.AWS_ROLE_SESSION_NAME || 'mlferry',
        clientConfig: await stsClientConfig(settings),
      })
      return provider().catch((cause) => {
        const hint = 'Is the token still valid, and does the trust policy of AWS_ROLE_ARN name its issuer and subject?'
        throw noCredentials({ name, hint, cause })
      })
    },
  }
}

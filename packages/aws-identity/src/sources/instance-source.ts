import { MlferryError } from '@mlferry/core'
import type { CredentialSource } from '../renewing-credentials.ts'
import type { Env } from '../settings/aws-settings.ts'

/**
 * The role of the EC2 instance. The SDK takes the address of the metadata service from process.env: it is a thing of the machine, the
 * same for every end.
 */
export function instanceSource(env: Env): CredentialSource {
  return {
    name: 'the instance',
    renewable: true,
    async load() {
      if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') throw nothingFound()
      const { fromInstanceMetadata } = await import('@aws-sdk/credential-providers')
      return fromInstanceMetadata({ timeout: 1000, maxRetries: 1 })().catch((cause) => {
        throw nothingFound(cause)
      })
    },
  }
}

function nothingFound(cause?: unknown): MlferryError {
  const hint =
    'Set AWS_PROFILE (after aws configure, or aws sso login), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or run on a machine with a role.'
  return new MlferryError('ERR_NO_CREDENTIALS', 'No AWS credentials were found.', { hint, cause })
}

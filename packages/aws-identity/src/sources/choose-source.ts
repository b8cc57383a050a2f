import { MlferryError } from '@mlferry/core'
import type { CredentialSource } from '../renewing-credentials.ts'
import type { AwsSettings } from '../settings/aws-settings.ts'
import { containerSource } from './container-source.ts'
import { environmentSource } from './environment-source.ts'
import { instanceSource } from './instance-source.ts'
import { profileSource } from './profile-source.ts'
import { webIdentitySource } from './web-identity-source.ts'

/**
 * Where credentials come from: the first place that is named, in the order of the AWS command line and boto3. What is named and
 * fails is an error, not a reason to try the next: that would act as somebody else.
 */
export function chooseSource(settings: AwsSettings, warn: (message: string) => void): CredentialSource {
  const { env, profileName, profile } = settings
  const named = Boolean(env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE)
  // Such a profile is made of the keys.
  const fromKeys = named && profile?.credential_source === 'Environment'
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY && !fromKeys) {
    if (named) warn(`Both AWS_ACCESS_KEY_ID and AWS_PROFILE are set: the profile ${profileName} is not used.`)
    return environmentSource(env)
  }
  if (named && profile === undefined) throw profileMissing(settings)
  if (named) return profileSource(settings)
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return webIdentitySource(settings)
  if (profile !== undefined && givesCredentials(profile)) return profileSource(settings)
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) return containerSource(env)
  return instanceSource(env)
}

/** A default profile often holds just a region. */
function givesCredentials(profile: object): boolean {
  return Object.keys(profile).some((key) =>
    /^(aws_access_key_id|role_arn|credential_process|login_session|sso_.*|web_identity_.*)$/.test(key),
  )
}

function profileMissing({ profileName, files }: AwsSettings): MlferryError {
  const hint = 'Name an existing profile in AWS_PROFILE, or create it with: aws configure --profile NAME'
  const message = `There is no profile ${profileName} in ${files.configFilepath} or ${files.filepath}.`
  return new MlferryError('ERR_NO_CREDENTIALS', message, { hint })
}

import type { AwsCredentials, CredentialSource } from '../renewing-credentials.ts'
import type { AwsSettings, Profile } from '../settings/aws-settings.ts'
import { stsClientConfig } from '../settings/sts-client-config.ts'
import { containerOptions } from './container-source.ts'
import { environmentSource } from './environment-source.ts'
import { noCredentials } from './no-credentials.ts'

/**
 * A profile of any kind: keys, SSO, role, web identity, process. Limits of the SDK beneath: tokens of `aws sso login` are looked for in
 * the home of this process, and so are the files for an SSO profile that another profile names as its source.
 */
export function profileSource(settings: AwsSettings): CredentialSource {
  const { profileName, profile = {} } = settings
  const name = `the profile ${JSON.stringify(profileName)}`
  return {
    name,
    renewable: true,
    async load() {
      try {
        return await loadProfile(settings, profile)
      } catch (cause) {
        throw noCredentials({ name, hint: hintFor(profile, profileName), cause })
      }
    },
  }
}

async function loadProfile(settings: AwsSettings, profile: Profile): Promise<AwsCredentials> {
  const { env, files, profileName } = settings
  const { fromIni, fromSSO, fromTemporaryCredentials, fromWebToken } = await import('@aws-sdk/credential-providers')
  const common = { profile: profileName, ...files, ignoreCache: true }
  if (isSso(profile)) {
    // fromIni would forget where the files are. No region either: SSO has its own.
    const { region: _, endpoint: __, ...clientConfig } = await stsClientConfig(settings)
    return fromSSO({ ...common, clientConfig })()
  }
  const clientConfig = await stsClientConfig(settings)
  const assume = (masterCredentials: AwsCredentials, params: RoleParams) =>
    fromTemporaryCredentials({ masterCredentials, params, clientConfig })()
  if (profile.credential_source === 'Environment' && profile.role_arn) {
    return assume(await environmentSource(env).load(), paramsOf(profile))
  }
  return fromIni({
    ...common,
    ...containerOptions(env),
    roleAssumer: assume,
    roleAssumerWithWebIdentity: ({ RoleArn, RoleSessionName, WebIdentityToken }) =>
      fromWebToken({
        roleArn: RoleArn,
        roleSessionName: RoleSessionName,
        webIdentityToken: WebIdentityToken,
        clientConfig,
      })(),
  })()
}

interface RoleParams {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly ExternalId?: string
  readonly DurationSeconds?: number
}

function paramsOf(profile: Profile): RoleParams {
  return {
    RoleArn: profile.role_arn ?? '',
    RoleSessionName: profile.role_session_name ?? 'mlferry',
    ...(profile.external_id && { ExternalId: profile.external_id }),
    ...(profile.duration_seconds && { DurationSeconds: Number(profile.duration_seconds) }),
  }
}

function isSso(profile: Profile): boolean {
  return !profile.role_arn && Object.keys(profile).some((key) => key.startsWith('sso_'))
}

function hintFor(profile: Profile, name: string): string {
  if (isSso(profile)) return `Run: aws sso login --profile ${name}`
  if (profile.login_session) return `Run: aws login --profile ${name}`
  if (profile.role_arn) {
    return `The source of the profile must be allowed sts:AssumeRole on ${profile.role_arn}, and the role's trust policy must name it.`
  }
  return `Check the profile with: aws sts get-caller-identity --profile ${name}`
}

import { MlferryError, redact } from '@mlferry/core'
import type { CredentialSource, RenewingCredentials } from './renewing-credentials.ts'
import type { AwsSettings } from './settings/aws-settings.ts'
import { stsClientConfig } from './settings/sts-client-config.ts'

export interface RoleToAssume {
  readonly arn: string
  readonly sessionName: string
  /** Ask again after so many seconds, even where the credentials live longer. */
  readonly renewAfter?: number
}

export interface RoleContext {
  readonly settings: AwsSettings
  readonly from: RenewingCredentials
  readonly signal: AbortSignal
}

/** Credentials of a role, by STS AssumeRole with the credentials of `from`. */
export function assumeRole(role: RoleToAssume, { settings, from, signal }: RoleContext): CredentialSource {
  return {
    name: `the role ${role.arn}`,
    renewable: true,
    async load() {
      const masterCredentials = await from.get(signal)
      const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
      const provider = fromTemporaryCredentials({
        masterCredentials,
        params: { RoleArn: role.arn, RoleSessionName: role.sessionName },
        clientConfig: await stsClientConfig(settings),
      })
      const obtained = await provider().catch((cause: Error) => {
        throw refused(role.arn, cause)
      })
      return { ...obtained, ...expiring(obtained.expiration, role.renewAfter) }
    },
  }
}

function expiring(expiration: Date | undefined, renewAfter: number | undefined): { expiration?: Date } {
  // The margin that renewal keeps to the end is added, so that `renewAfter` means what it says.
  const own = renewAfter === undefined ? undefined : Date.now() + renewAfter * 1000 + 5 * 60_000
  const times = [expiration?.getTime(), own].filter((each) => each !== undefined)
  return times.length === 0 ? {} : { expiration: new Date(Math.min(...times)) }
}

function refused(arn: string, cause: Error): MlferryError {
  const denied = /AccessDenied/.test(cause.name)
  const hint = denied
    ? `The policy of the caller must allow sts:AssumeRole on ${arn}, and the role's trust policy must name the caller.`
    : 'Check the ARN of the role, the network to STS, and AWS_ENDPOINT_URL_STS.'
  const message = `The role ${redact(arn, 200)} could not be assumed: ${redact(cause.message, 300)}`
  return new MlferryError('ERR_ASSUME_ROLE', message, { hint, cause })
}

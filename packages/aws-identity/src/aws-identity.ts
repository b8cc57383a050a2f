import { assumeRole, type RoleToAssume } from './assume-role.ts'
import { type AwsCredentials, type RenewingCredentials, renewingCredentials } from './renewing-credentials.ts'
import { type Env, readAwsSettings } from './settings/aws-settings.ts'
import { chooseSource } from './sources/choose-source.ts'

export interface AwsIdentity {
  /** AWS_REGION, AWS_DEFAULT_REGION, the profile's, or the one that was given as default. */
  readonly region: string | undefined
  /** Where the credentials come from, for people: `the profile "dev"`. */
  readonly source: string
  /** A credential provider of the AWS SDK: renews five minutes before the end. Throws ERR_NO_CREDENTIALS. */
  readonly credentials: () => Promise<AwsCredentials>
  /** Asks the source again; true when it gave others than before. Never for credentials that cannot change. */
  readonly renew: () => Promise<boolean>
  /** The same identity in a role. Throws ERR_ASSUME_ROLE from `credentials`. */
  assume(role: RoleToAssume): AwsIdentity
}

export interface AwsIdentityOptions {
  /** All that is read; `process.env` is not. */
  readonly env: Env
  /** Used when the environment and the profile name none. */
  readonly defaultRegion?: string
  /** Told of settings of which one wins. */
  readonly warn?: (message: string) => void
  readonly signal?: AbortSignal
}

/** The identity that an environment describes. Nothing is asked of a network before the first `credentials()`. */
export async function awsIdentity(options: AwsIdentityOptions): Promise<AwsIdentity> {
  const settings = await readAwsSettings(options.env, options.defaultRegion)
  const source = chooseSource(settings, options.warn ?? (() => {}))
  const signal = options.signal ?? new AbortController().signal
  const { region } = settings
  const of = (name: string, renewing: RenewingCredentials): AwsIdentity => ({
    region,
    source: name,
    credentials: () => renewing.get(signal),
    renew: () => renewing.renew(signal),
    assume: (role) =>
      of(
        `the role ${role.arn}, assumed with ${name}`,
        renewingCredentials(assumeRole(role, { settings, from: renewing, signal })),
      ),
  })
  return of(source.name, renewingCredentials(source))
}

import { join } from 'node:path'

export type Env = Readonly<Record<string, string | undefined>>

/** What the environment and the profile of one end say. */
export interface AwsSettings {
  readonly env: Env
  readonly files: ProfileFiles
  readonly profileName: string
  /** undefined: there is no such profile. */
  readonly profile: Profile | undefined
  readonly region: string | undefined
}

export interface ProfileFiles {
  readonly filepath: string
  readonly configFilepath: string
}

export type Profile = Readonly<Record<string, string | undefined>>

/** Empty variables count as not set. */
export async function readAwsSettings(env: Env, defaultRegion: string | undefined): Promise<AwsSettings> {
  const { parseKnownFiles } = await import('@smithy/core/config')
  const home = env.HOME || env.USERPROFILE
  // Without a home the SDK would look in the one of this process; this file is in no home.
  const inHome = (name: string) => (home ? join(home, '.aws', name) : join('/nonexistent', name))
  const files = {
    filepath: env.AWS_SHARED_CREDENTIALS_FILE || inHome('credentials'),
    configFilepath: env.AWS_CONFIG_FILE || inHome('config'),
  }
  const profileName = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default'
  const profile = (await parseKnownFiles({ ...files, ignoreCache: true }))[profileName]
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.region || defaultRegion
  return { env, files, profileName, profile, region }
}

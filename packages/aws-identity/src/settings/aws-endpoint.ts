import type { Env } from './aws-settings.ts'

/** The address that the environment gives a service, such as `S3`: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL. */
export function awsEndpoint(env: Env, service: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined
  return env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL || undefined
}

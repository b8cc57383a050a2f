import type { CredentialSource } from '../renewing-credentials.ts'
import type { Env } from '../settings/aws-settings.ts'

export function environmentSource(env: Env): CredentialSource {
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
  }
  return { name: 'AWS_ACCESS_KEY_ID', renewable: false, load: async () => credentials }
}

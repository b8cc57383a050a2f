import { MlferryError } from '@mlferry/core'
import { readCredentials } from '../settings/credentials-file.ts'
import type { AuthProvider, EndContext } from './auth-provider.ts'
import { httpBaseUrl, isHttpUri } from './http-base-url.ts'
import { knownAs } from './service-checks.ts'

export interface BasicCredentials {
  readonly username: string
  readonly password: string
}

/** User and password: those given, else `user:password@` in the URI, else MLFLOW_TRACKING_USERNAME and _PASSWORD. */
export function basicAuth(given?: BasicCredentials): AuthProvider {
  return {
    name: 'basic',
    handles: isHttpUri,
    async connect(uri, end) {
      const baseUrl = httpBaseUrl(uri)
      const found = given ?? (await findBasicCredentials(uri, end))
      if (found === undefined) {
        const hint = 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.'
        throw new MlferryError('ERR_NO_CREDENTIALS', 'No user and password for the tracking server.', { hint })
      }
      const authorization = `Basic ${Buffer.from(`${found.username}:${found.password}`).toString('base64')}`
      const service = knownAs(`the user ${found.username}, with a password`)
      return { baseUrl, sign: async () => ({ authorization }), service }
    },
  }
}

/** undefined unless both user and password are known, as with MLflow. */
export async function findBasicCredentials(uri: string, end: EndContext): Promise<BasicCredentials | undefined> {
  const url = new URL(uri)
  if (url.username !== '') {
    return { username: decode(url.username), password: decode(url.password) }
  }
  const { username, password } = await readCredentials(end.env)
  return username !== undefined && password !== undefined ? { username, password } : undefined
}

/** A stray % is taken as it is. */
function decode(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (part) => Buffer.from(part.replaceAll('%', ''), 'hex').toString())
}

import { MlferryError } from '@mlferry/core'
import { envText } from '../settings/env.ts'
import type { AuthProvider } from './auth-provider.ts'
import { httpBaseUrl, isHttpUri } from './http-base-url.ts'
import { knownAs } from './service-checks.ts'

/** A token: the one given, else MLFLOW_TRACKING_TOKEN. A function is asked again after a 401 or 403, for tokens that expire. */
export function bearerAuth(given?: string | (() => Promise<string>)): AuthProvider {
  return {
    name: 'bearer',
    handles: isHttpUri,
    async connect(uri, end) {
      const baseUrl = httpBaseUrl(uri)
      const source = given ?? envText(end.env, 'MLFLOW_TRACKING_TOKEN')
      if (source === undefined) {
        const hint = 'Set MLFLOW_TRACKING_TOKEN.'
        throw new MlferryError('ERR_NO_CREDENTIALS', 'No token for the tracking server.', { hint })
      }
      const service = knownAs(given === undefined ? 'the token in MLFLOW_TRACKING_TOKEN' : 'a token')
      const signed = (token: string) => ({ authorization: `Bearer ${token}` })
      if (typeof source === 'string') return { baseUrl, sign: async () => signed(source), service }
      let token = await source()
      return {
        baseUrl,
        sign: async () => signed(token),
        service,
        async refresh() {
          const before = token
          token = await source()
          return token !== before
        },
      }
    },
  }
}

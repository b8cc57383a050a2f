import { envText } from '../settings/env.ts'
import type { AuthProvider } from './auth-provider.ts'
import { basicAuth, findBasicCredentials } from './basic-auth.ts'
import { bearerAuth } from './bearer-auth.ts'
import { httpBaseUrl, isHttpUri } from './http-base-url.ts'
import { knownAs } from './service-checks.ts'

/** What MLflow's own client does for http and https: user and password if both are known, else the token, else nothing. */
export function mlflowAuth(): AuthProvider {
  return {
    name: 'mlflow',
    handles: isHttpUri,
    async connect(uri, end) {
      const baseUrl = httpBaseUrl(uri)
      const token = envText(end.env, 'MLFLOW_TRACKING_TOKEN')
      const basic = await findBasicCredentials(uri, end)
      if (basic !== undefined) {
        if (token !== undefined)
          end.warn('Both a user with password and MLFLOW_TRACKING_TOKEN are set: the token is not used.')
        return basicAuth(basic).connect(uri, end)
      }
      if (token !== undefined) return bearerAuth().connect(uri, end)
      return {
        baseUrl,
        sign: async () => ({}),
        service: knownAs('none: neither a user with password nor a token is set'),
      }
    },
  }
}

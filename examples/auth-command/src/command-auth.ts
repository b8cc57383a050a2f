import type { AuthProvider } from '@mlferry/client'
import { MlferryError } from '@mlferry/core'
import { printToken } from './print-token.ts'

const scheme = 'command+'

/**
 * Connects `command+https://mlflow.example.com/prefix` with the token that the command in MLFLOW_TOKEN_COMMAND prints, such as
 * `gcloud auth print-identity-token`. The command runs once, and again when the server refuses its token.
 */
export function commandAuth(): AuthProvider {
  return {
    name: 'command',
    handles: (uri) => uri.startsWith(`${scheme}http:`) || uri.startsWith(`${scheme}https:`),
    async connect(uri, { env, signal }) {
      const baseUrl = addressIn(uri)
      const command = env.MLFLOW_TOKEN_COMMAND
      if (!command) {
        const hint = 'Set MLFLOW_TOKEN_COMMAND, such as: gcloud auth print-identity-token'
        throw new MlferryError('ERR_NO_CREDENTIALS', `No command is named that prints a token for ${baseUrl.host}.`, {
          hint,
        })
      }
      let token = await printToken(command, { env, signal })
      return {
        baseUrl,
        sign: async () => ({ authorization: `Bearer ${token}` }),
        async refresh() {
          const before = token
          token = await printToken(command, { env, signal })
          return token !== before
        },
      }
    },
  }
}

function addressIn(uri: string): URL {
  const text = uri.slice(scheme.length)
  if (!URL.canParse(text)) {
    const hint = 'It looks like command+https://mlflow.example.com.'
    throw new MlferryError('ERR_INVALID_TRACKING_URI', 'Not an address after command+.', { hint })
  }
  const { origin, pathname } = new URL(text)
  return new URL(pathname, origin)
}

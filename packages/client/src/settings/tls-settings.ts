import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { MlferryError } from '@mlferry/core'
import { type Env, envBoolean, envText } from './env.ts'

/** What https options of a request need. */
export interface TlsSettings {
  readonly rejectUnauthorized: boolean
  readonly ca?: readonly string[]
  /** Certificate and key in one PEM text. */
  readonly clientPem?: string
}

/** Reads the files that MLFLOW_TRACKING_*_CERT_PATH name. Throws ERR_INVALID_SETTING, ERR_CERTIFICATE_UNREADABLE. */
export async function readTlsSettings(env: Env): Promise<TlsSettings> {
  const insecure = envBoolean(env, 'MLFLOW_TRACKING_INSECURE_TLS', false)
  const own = envText(env, 'MLFLOW_TRACKING_SERVER_CERT_PATH')
  if (insecure && own !== undefined) {
    const message = 'MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH exclude each other.'
    throw new MlferryError('ERR_INVALID_SETTING', message, { hint: 'Unset one of the two.' })
  }
  const ca = insecure ? undefined : await readAuthorities(env, own)
  const client = envText(env, 'MLFLOW_TRACKING_CLIENT_CERT_PATH')
  return {
    rejectUnauthorized: !insecure,
    ...(ca && { ca }),
    ...(client !== undefined && { clientPem: await readPem('MLFLOW_TRACKING_CLIENT_CERT_PATH', client) }),
  }
}

async function readAuthorities(env: Env, own: string | undefined): Promise<readonly string[] | undefined> {
  // As in Python's requests, this bundle is all that is trusted.
  if (own !== undefined) return [await readPem('MLFLOW_TRACKING_SERVER_CERT_PATH', own)]
  for (const name of ['REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE']) {
    const path = envText(env, name)
    if (path !== undefined) return [await readPem(name, path), ...rootCertificates]
  }
  return undefined
}

async function readPem(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const hint = `${name} must name a readable PEM file.`
    throw new MlferryError('ERR_CERTIFICATE_UNREADABLE', `Cannot read ${path}`, { hint, cause })
  }
}
